/** Writes docs/page.png: the page of images of a study of made-up ones. `npm run build`, then `tsx scripts/page-picture.ts`. */
import { execFileSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { openBrowser } from "../test/browser/support/open-browser.ts";
import { startServer } from "../test/browser/support/start-server.ts";

const root = resolve(import.meta.dirname, "..");
const folder = await mkdtemp(join(tmpdir(), "mor-page-picture-"));
const workspace = join(folder, "leaf-study");
const options = ["--images-per-class", "40", "--size", "128", "--quiet"];
execFileSync(process.execPath, [join(root, "dist/app/cli/main.js"), "phantoms", workspace, ...options]);
const server = await startServer(workspace);
const browser = await openBrowser();
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, reducedMotion: "reduce" });
  await page.goto(server.link);
  // A few images of each class, not forty of the first.
  await page.getByRole("textbox", { name: "Part of the file name" }).fill("p01");
  await page.getByRole("gridcell").first().click();
  await page.keyboard.press("Shift+ArrowRight");
  await page.waitForLoadState("networkidle").catch(() => {});
  await page.waitForTimeout(3000);
  await page.screenshot({ path: join(root, "docs/page.png") });
} finally {
  await browser.close();
  await server.stop();
  await rm(folder, { recursive: true, force: true });
}
