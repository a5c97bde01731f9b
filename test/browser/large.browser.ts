import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openBrowser } from "./support/open-browser.ts";
import { type RunningServer, startServer } from "./support/start-server.ts";
import { openWatchedPage } from "./support/watched-page.ts";

const count = 50_000;
/** Only what is looked at needs a file: the server opens no image before it is seen. */
const real = 200;

describe("a workspace of 50,000 images", () => {
  const workspace = mkdtempSync(join(tmpdir(), "mor-large-"));
  let browser: Browser;
  let server: RunningServer;

  beforeAll(async () => {
    const picture = resolve(import.meta.dirname, "../fixtures/images/deflate-uint16-big-minisblack.tif");
    mkdirSync(join(workspace, "images"));
    const paths = Array.from({ length: count }, (_, at) => `images/${String(at).padStart(5, "0")}.tif`);
    for (const path of [...paths.slice(0, real), ...paths.slice(-real)]) {
      copyFileSync(picture, join(workspace, path));
    }
    const rows = paths.map((path, at) => `${path},${at % 2 === 0 ? "normal" : "mutant"},plant-${at % 500}`);
    writeFileSync(join(workspace, "manifest.csv"), `${["path,label,group", ...rows].join("\n")}\n`);
    server = await startServer(workspace);
    browser = await openBrowser();
  });

  afterAll(async () => {
    await browser?.close();
    await server?.stop();
    rmSync(workspace, { recursive: true, force: true });
  });

  it("is there in seconds, and keeps only what is seen in the document", async () => {
    const begun = performance.now();
    const { page } = await openWatchedPage(browser, server.link);
    await page.getByRole("gridcell").first().locator("img").waitFor();
    // Under 2 s on a quiet machine (bench/page/scroll.ts); here others may work beside.
    expect(performance.now() - begun).toBeLessThan(15_000);
    expect(await page.getByRole("grid").getAttribute("aria-rowcount")).not.toBeNull();
    expect(await page.getByRole("gridcell").count()).toBeLessThan(400);

    await page.getByRole("gridcell").first().click();
    await page.keyboard.press("End");
    await page.keyboard.press("Control+End");
    await page.getByRole("gridcell", { name: /49999/ }).locator("img").waitFor();
    expect(await page.getByRole("gridcell").count()).toBeLessThan(400);
  });
});
