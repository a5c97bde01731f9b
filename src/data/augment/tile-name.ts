import type { QuarterId } from "./quarter-tiles.ts";
import type { SymmetryId } from "./symmetries.ts";

/** The paper's name of a tile: `leaf/a.png` becomes `leaf/a_quarterId=21_augmentId=3.png`; folder and extension stay. */
export function tileName(path: string, quarterId: QuarterId, augmentId: SymmetryId): string {
  const dot = path.lastIndexOf(".");
  const cut = dot > path.lastIndexOf("/") + 1 ? dot : path.length;
  return `${path.slice(0, cut)}_quarterId=${quarterId}_augmentId=${augmentId}${path.slice(cut)}`;
}

/** What a tile's name says; `undefined` for names that are no tile's. */
export function parseTileName(
  path: string,
): { path: string; quarterId: QuarterId; augmentId: SymmetryId } | undefined {
  const match = /^(.*)_quarterId=(11|21|12|22)_augmentId=([1-8])(\.[^./]*)?$/s.exec(path);
  if (match === null) return undefined;
  // The expression admits the ids alone.
  const quarterId = Number(match[2]) as QuarterId;
  const augmentId = Number(match[3]) as SymmetryId;
  return { path: `${match[1]}${match[4] ?? ""}`, quarterId, augmentId };
}
