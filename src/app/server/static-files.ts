import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { dataPolicy, pagePolicy } from "./security/answer-headers.ts";

/** The built page: dist/web, seen from the compiled file or from the source. */
export const webFolder: string = fileURLToPath(
  new URL(import.meta.url.endsWith(".ts") ? "../../../dist/web" : "../../web", import.meta.url),
);

/** Stands in index.html where each answer gets a nonce of its own. */
const noncePlaceholder = "__NONCE__";

const assetTypes: Readonly<Record<string, string>> = {
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".woff2": "font/woff2",
};

/** The page itself, which may load its own scripts and styles; a plain answer where it has not been built. */
export async function servePage(folder: string): Promise<Response> {
  const html = await readFile(join(folder, "index.html"), "utf8").catch(() => undefined);
  if (html === undefined) return new Response(missingPage, { status: 503, headers: textHeaders });
  const nonce = randomBytes(16).toString("base64url");
  return new Response(html.replaceAll(noncePlaceholder, nonce), {
    headers: {
      "Content-Type": "text/html; charset=utf-8",
      "Content-Security-Policy": pagePolicy(nonce),
      "Cache-Control": "no-store",
    },
  });
}

/** A file beside index.html (`""`) or in its folder `assets`, whose names hold a hash of the content; undefined for all others. */
export async function serveAsset(
  folder: string,
  below: "" | "assets",
  name: string,
): Promise<Response | undefined> {
  const type = assetTypes[extname(name)];
  if (type === undefined || !/^[\w-]+(\.[\w-]+)+$/.test(name)) return undefined;
  const bytes = await readFile(join(folder, below, name)).catch(() => undefined);
  if (bytes === undefined) return undefined;
  return new Response(new Uint8Array(bytes), {
    headers: {
      "Content-Type": type,
      "Content-Length": String(bytes.byteLength),
      "Content-Security-Policy": dataPolicy,
      "Cache-Control": below === "assets" ? "private, max-age=31536000, immutable" : "no-cache",
    },
  });
}

const textHeaders = {
  "Content-Type": "text/plain; charset=utf-8",
  "Content-Security-Policy": dataPolicy,
  "Cache-Control": "no-store",
};

const missingPage = "The page has not been built.\n\nIn a clone of the project, run: npm run build\n";
