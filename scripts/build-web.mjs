// Builds the page into dist/web, unless nothing that it is made of has changed since: other commands build first, too.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const root = new URL("..", import.meta.url).pathname;
const stamp = join(root, "dist/web/.built-from");
const now = hashOf(["web", "src/app/protocol", "package-lock.json"]);
const before = existsSync(stamp) ? readFileSync(stamp, "utf8") : "";
if (now !== before) {
  const { build } = await import("vite"); // slow to load, and seldom needed
  await build({ configFile: join(root, "web/vite.config.ts"), logLevel: "warn" });
  writeFileSync(stamp, now);
}

/** Of the names and bytes of all files below. */
function hashOf(paths) {
  const hash = createHash("sha256");
  const add = (path) =>
    hash
      .update(path)
      .update("\0")
      .update(readFileSync(join(root, path)));
  for (const path of paths) {
    if (path.includes(".")) add(path);
    else {
      const entries = readdirSync(join(root, path), { recursive: true, withFileTypes: true });
      const files = entries
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name));
      for (const file of files.sort()) add(file.slice(root.length));
    }
  }
  return hash.digest("hex");
}
