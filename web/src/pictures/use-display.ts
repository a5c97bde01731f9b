import type { PictureView } from "../../../src/app/protocol/image-api.ts";
import { keepValue, useKept } from "./kept-value.ts";

const display = keepValue<PictureView>({});

/** Contrast, channel and page of all pictures of all pages; everything automatic at first. */
export function useDisplay(): readonly [PictureView, (view: PictureView) => void] {
  return useKept(display);
}
