import { useMemo, useState } from "react";
import type { PageImage } from "../page-image.ts";
import { type Click, clickImage, type Move, moveFrame, nothingSelected } from "./selection-state.ts";

/** Which images are selected, and on which one the keyboard is. */
export interface Selection {
  readonly paths: ReadonlySet<string>;
  /** Position of the image under the frame; 0 when there is none. */
  readonly active: number;
  readonly move: (to: number, how: Move) => void;
  readonly click: (at: number, how: Click) => void;
  readonly selectAll: () => void;
  readonly clear: () => void;
}

export function useSelection(images: readonly PageImage[]): Selection {
  const [state, setState] = useState(nothingSelected);
  const positions = useMemo(() => new Map(images.map(({ path }, index) => [path, index])), [images]);
  const placeOf = (path: string | undefined): number | undefined =>
    path === undefined ? undefined : positions.get(path);
  const active = Math.max(0, Math.min(images.length - 1, placeOf(state.framed) ?? state.place));
  const to = (place: number) => ({ from: active, to: place, anchor: placeOf(state.anchor) });
  return {
    paths: state.paths,
    active,
    move: (place, how) => setState(moveFrame(state, images, to(place), how)),
    click: (place, how) => setState(clickImage(state, images, to(place), how)),
    selectAll: () => setState({ ...state, paths: new Set(images.map(({ path }) => path)) }),
    clear: () => setState({ ...state, paths: new Set() }),
  };
}
