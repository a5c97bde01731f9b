import { createHash } from "node:crypto";

/** Longest part of a path: most file systems take 255 bytes, and endings are still to come. */
const longestPart = 150;

/**
 * Names for the files that are written of images: relative paths without an ending, with forward slashes, each once, also where
 * upper and lower case are the same. Nothing of them leads out of a folder: roots, drives and steps upward are dropped.
 */
export function outputNames(paths: readonly string[]): string[] {
  const taken = new Set<string>();
  return paths.map((path) => {
    const name = harmless(path);
    let free = name;
    for (let number = 2; taken.has(free.toLowerCase()); number++) free = `${name}-${number}`;
    taken.add(free.toLowerCase());
    return free;
  });
}

function harmless(path: string): string {
  const parts = path
    .replace(/\.[^./\\]+$/, "")
    .split(/[/\\]/)
    .map((part) => part.replace(/[\p{Cc}<>:"|?*]/gu, "_").replace(/[. ]+$/, ""))
    .filter((part) => part !== "" && part !== "." && part !== "..");
  return parts.length === 0 ? "image" : parts.map(shorten).join("/");
}

function shorten(part: string): string {
  if (Buffer.byteLength(part) <= longestPart) return part;
  const digest = createHash("sha256").update(part).digest("hex").slice(0, 8);
  let head = part;
  while (Buffer.byteLength(head) > longestPart - 9) head = [...head].slice(0, -1).join("");
  return `${head}-${digest}`;
}
