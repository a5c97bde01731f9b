import { createHash } from "node:crypto";

/** Longest part of a path: most file systems take 255 bytes, and endings are still to come. */
const longestPart = 150;

/** Of the files that are written: no folder is called like one of them. */
const writtenEnding = /\.(png|tif)$/i;

/** Windows gives them to no file, whatever their ending. */
const deviceName = /^(con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])(?= *(?:\.|$))/i;

/**
 * Names for the files that are written of images: relative paths without an ending, with forward slashes, each once, also where
 * upper and lower case are the same. Nothing of them leads out of a folder: roots, drives and steps upward are dropped. A
 * name with the ending .png or .tif is that of no folder, and every part is one that Windows takes.
 */
export function outputNames(paths: readonly string[]): string[] {
  const taken = new Set<string>();
  return paths.map((path) => {
    const name = harmless(path);
    let free = name;
    for (let number = 2; taken.has(sameName(free)); number++) free = `${name}-${number}`;
    taken.add(sameName(free));
    return free;
  });
}

/** Alike for names that some file system takes for one: other case, or letters that are composed in another way. */
function sameName(name: string): string {
  return name.normalize("NFC").toLowerCase();
}

function harmless(path: string): string {
  const parts = path
    .replace(/\.[^./\\]+$/, "")
    .split(/[/\\]/)
    .map((part) => part.replace(/[\p{Cc}<>:"|?*]/gu, "_").replace(/[. ]+$/, ""))
    .filter((part) => part !== "")
    .map((part) => shorten(part.replace(deviceName, "$1_")));
  if (parts.length === 0) return "image";
  return parts
    .map((part, at) => (at < parts.length - 1 && writtenEnding.test(part) ? `${part}_` : part))
    .join("/");
}

function shorten(part: string): string {
  if (Buffer.byteLength(part) <= longestPart) return part;
  const digest = createHash("sha256").update(part).digest("hex").slice(0, 8);
  let head = part;
  while (Buffer.byteLength(head) > longestPart - 9) head = [...head].slice(0, -1).join("");
  return `${head}-${digest}`;
}
