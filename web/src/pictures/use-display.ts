import { useLayoutEffect } from "react";
import type { PictureView } from "../../../src/app/protocol/image-api.ts";
import { keepValue, useKept } from "./kept-value.ts";
import { recallDisplay } from "./read-display.ts";

const display = keepValue<PictureView>({});
let place: string | undefined;

/** Contrast, channel and page of all pictures of all pages; everything automatic at first. */
export function useDisplay(): readonly [PictureView, (view: PictureView) => void] {
  const [view] = useKept(display);
  return [view, change];
}

/** The browser remembers the display for each workspace; undefined while it is not known which one this is. */
export function useDisplayOf(workspace: string | undefined): void {
  useLayoutEffect(() => {
    if (workspace === undefined) return;
    place = `mor-display ${workspace}`;
    display.write(recallDisplay(() => window.localStorage, place));
  }, [workspace]);
}

function change(view: PictureView): void {
  display.write(view);
  if (place === undefined) return;
  try {
    window.localStorage.setItem(place, JSON.stringify(view));
  } catch {
    // A browser without room or leave for it forgets with the tab.
  }
}
