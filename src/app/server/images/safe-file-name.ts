/**
 * A name that is one file in its folder on every system: the last part of a path, in Unicode NFC, without control
 * characters, marks of direction, characters that Windows refuses, leading dots and edge spaces; at most 120 characters
 * and 240 bytes of UTF-8 (disks take 255), the extension kept. A name of which nothing is left is `image`.
 */
export function safeFileName(name: string): string {
  const last = name.normalize("NFC").split(/[\\/]/).at(-1) ?? "";
  const clean = last
    .replaceAll(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}<>:"|?*]/gu, "_")
    .replaceAll(/\s+/g, " ")
    .replace(/^[.\s_-]+/, "")
    .replace(/[.\s]+$/, "");
  const dot = clean.lastIndexOf(".");
  const extension = dot > 0 && clean.length - dot <= 6 ? clean.slice(dot) : "";
  const letters = [...clean.slice(0, clean.length - extension.length)].slice(0, 120 - extension.length);
  const stem = cutBytes(letters, 240 - Buffer.byteLength(extension)).replace(/[.\s]+$/, "");
  const safe = stem.trim() === "" ? "image" : stem;
  // Names of devices, whatever stands behind the dot.
  const reserved = /^(con|prn|aux|nul|com\d|lpt\d)$/i.test(safe.split(".")[0] ?? "");
  return `${reserved ? "_" : ""}${safe}${extension}`;
}

function cutBytes(letters: readonly string[], most: number): string {
  let left = most;
  const end = letters.findIndex((letter) => {
    left -= Buffer.byteLength(letter);
    return left < 0;
  });
  return letters.slice(0, end === -1 ? letters.length : end).join("");
}
