import type { FileAnswer } from "../route.ts";
import { dataPolicy, reportPolicy } from "./answer-headers.ts";

/** Types that a browser shows or saves without running anything. */
const harmlessTypes: ReadonlySet<string> = new Set([
  "image/png",
  "image/jpeg",
  "image/webp",
  "text/csv",
  "application/json",
  "application/zip",
]);

/** Headers of bytes that are shown or saved. @throws TypeError for a type that could run. */
export function fileHeaders({ type, saveAs, maxAgeSeconds = 0 }: FileAnswer): Record<string, string> {
  const [media = ""] = type.split(";");
  const isReport = media === "text/html";
  const isOnlySaved = media === "application/octet-stream" && saveAs !== undefined;
  if (!isReport && !isOnlySaved && !harmlessTypes.has(media)) {
    throw new TypeError(`The type ${type} may not be served.`);
  }
  return {
    "Content-Type": media.startsWith("text/") ? `${media}; charset=utf-8` : media,
    "Content-Security-Policy": isReport ? reportPolicy : dataPolicy,
    "Cache-Control": maxAgeSeconds > 0 ? `private, max-age=${Math.floor(maxAgeSeconds)}` : "no-store",
    // Another workspace may be served at this address next; it has another cookie.
    ...(maxAgeSeconds > 0 ? { Vary: "Cookie" } : {}),
    "Content-Disposition": saveAs === undefined ? "inline" : attachment(saveAs),
  };
}

/** A name for saving that cannot leave its quotes or its folder (RFC 6266). */
export function attachment(name: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must go
  const bare = name.replace(/[\u0000-\u001f\u007f/\\]/g, "_").replace(/\p{Surrogate}/gu, "_");
  const ascii = bare.replace(/[^\w .()-]/g, "_");
  const encoded = encodeURIComponent(bare).replace(
    /['()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}
