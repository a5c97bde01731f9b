import type { PageImage } from "../page-image.ts";

/** Which images are selected, and where the frame is. */
export interface SelectionState {
  readonly paths: ReadonlySet<string>;
  /** The image under the frame; undefined before the first move. */
  readonly framed: string | undefined;
  /** Its position when the frame came there: an image that has left the view gives its place to the next one. */
  readonly place: number;
  /** Where a range begins. */
  readonly anchor: string | undefined;
}

/** Whether a move of the frame drops the selection, leaves it as it is, or selects all from the anchor on. */
export type Move = "alone" | "keep" | "extend";

/** A click: alone, with Ctrl (toggle) or Shift (up to here). */
export type Click = "alone" | "toggle" | "extend";

export const nothingSelected: SelectionState = {
  paths: new Set(),
  framed: undefined,
  place: 0,
  anchor: undefined,
};

/** Moves the frame, as file managers do: beyond an end it stays there. */
export function moveFrame(
  state: SelectionState,
  images: readonly PageImage[],
  at: { readonly from: number; readonly to: number; readonly anchor: number | undefined },
  how: Move,
): SelectionState {
  const place = clamp(at.to, images);
  const path = images[place]?.path;
  const moved = { ...state, framed: path, place };
  if (how === "keep") return moved;
  if (how === "alone") return { ...moved, paths: new Set(), anchor: path };
  const begin = at.anchor ?? at.from;
  return { ...moved, paths: range(images, begin, place), anchor: images[begin]?.path };
}

/** Selects with the mouse; the frame goes along. */
export function clickImage(
  state: SelectionState,
  images: readonly PageImage[],
  at: { readonly from: number; readonly to: number; readonly anchor: number | undefined },
  how: Click,
): SelectionState {
  const place = clamp(at.to, images);
  const path = images[place]?.path;
  if (how === "extend") return moveFrame(state, images, at, "extend");
  const paths = how === "alone" ? range(images, place, place) : toggled(state.paths, path);
  return { paths, framed: path, place, anchor: path };
}

function clamp(place: number, images: readonly PageImage[]): number {
  return Math.max(0, Math.min(images.length - 1, place));
}

function range(images: readonly PageImage[], from: number, to: number): ReadonlySet<string> {
  return new Set(images.slice(Math.min(from, to), Math.max(from, to) + 1).map(({ path }) => path));
}

function toggled(paths: ReadonlySet<string>, path: string | undefined): ReadonlySet<string> {
  const next = new Set(paths);
  if (path !== undefined && !next.delete(path)) next.add(path);
  return next;
}
