import { sep } from "node:path";
import type { FoundImage } from "./find-images.ts";

/** Name of the folder in which phantoms have their masks. */
export const truthFolder = "truth";

/**
 * The images without those that are masks of others: `truth/a/b.png` beside `a/b.png`, as phantoms have them, whatever the
 * two files end in. The order stays; where there is nothing beside it, a file in `truth/` is an image like any other.
 */
export function leaveOutMasks(found: readonly FoundImage[]): FoundImage[] {
  const stems = new Set(found.map(({ file }) => stemOf(file)));
  return found.filter(({ file }) => !isMaskOf(file, stems));
}

function isMaskOf(file: string, stems: ReadonlySet<string>): boolean {
  const parts = stemOf(file).split(sep);
  return parts.some((part, at) => {
    if (part !== truthFolder || at === parts.length - 1) return false;
    return stems.has([...parts.slice(0, at), ...parts.slice(at + 1)].join(sep));
  });
}

function stemOf(file: string): string {
  return file.replace(/\.[^./\\]+$/, "");
}
