import { MorError } from "../../../errors.ts";

/** The file is damaged, or is not there: another copy of it may be read. */
export function unreadable(path: string, expected: string, hint: string, cause?: unknown): MorError {
  return new MorError("image-unreadable", `Expected ${expected} (${shown(path)})`, { path, hint, cause });
}

/** The file is whole, but of a kind that is not read: it can be converted. */
export function unsupported(path: string, expected: string, hint: string): MorError {
  return new MorError("image-unsupported", `Expected ${expected} (${shown(path)})`, { path, hint });
}

/** A page has more pixels than the limit; checked before any of them is decoded. */
export function tooLarge(path: string, width: number, height: number, maxPixels: number): MorError {
  return unsupported(
    path,
    `at most ${maxPixels} pixels per page, got ${width} x ${height}`,
    "Cut the image into smaller ones, or raise the limit (maxPixels).",
  );
}

/** A path with its control characters escaped, so that a hostile name cannot write to the terminal. */
function shown(path: string): string {
  return path.replace(/\p{Cc}/gu, (character) => JSON.stringify(character).slice(1, -1).replace("\x7f", "?"));
}

/** The message of whatever was thrown. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
