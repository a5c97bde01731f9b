import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hasFile } from "./support/has-file.ts";
import { focused, tabTo } from "./support/keyboard.ts";
import { openBrowser } from "./support/open-browser.ts";
import { type RunningServer, startServer } from "./support/start-server.ts";
import { openWatchedPage } from "./support/watched-page.ts";

/** The whole study by the keyboard alone: nothing here clicks, fills or touches. */
describe("a study without a mouse", () => {
  const workspace = mkdtempSync(join(tmpdir(), "mor-keyboard-"));
  let server: RunningServer;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    server = await startServer(workspace);
    browser = await openBrowser();
    ({ page } = await openWatchedPage(browser, server.link, { width: 1024 }));
  });

  afterAll(async () => {
    await browser?.close();
    await server?.stop();
    rmSync(workspace, { recursive: true, force: true });
  });

  async function press(target: Locator, key = "Enter"): Promise<void> {
    await tabTo(page, target);
    await page.keyboard.press(key);
  }

  const step = (title: string) => press(page.getByRole("navigation").getByRole("link", { name: title }));
  const manifest = () => readFileSync(join(workspace, "manifest.csv"), "utf8");

  it("makes example images, labels three and takes it back", async () => {
    await press(page.getByRole("button", { name: "Make example images" }));
    await page.getByRole("grid").waitFor({ timeout: 90_000 });
    await tabTo(page, page.getByRole("grid"));
    const before = manifest();
    await page.keyboard.press("Shift+ArrowRight");
    await page.keyboard.press("Shift+ArrowRight");
    await page.keyboard.press("2");
    await expect.poll(manifest).not.toBe(before);
    await page.keyboard.press("Control+z");
    await expect.poll(manifest).toBe(before);
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").locator("img").first().waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "hidden" });
    expect(await focused(page)).toContain("grid");
  });

  it("keeps the partition", async () => {
    await step("Partition");
    await press(page.getByRole("button", { name: /keep/i }));
    await expect.poll(manifest).toMatch(/^path,label,split/);
    expect(await focused(page)).not.toBe("body"); // the button is gone, the place is not lost
  });

  it("trains", async () => {
    await step("Train");
    const wanted = page.getByRole("radio", { name: "Quick look" });
    await tabTo(page, page.getByRole("radio"));
    for (let at = 0; at < 10 && !(await wanted.isChecked()); at++) await page.keyboard.press("ArrowDown");
    await tabTo(page, page.getByRole("textbox", { name: "Name of the run" }));
    await page.keyboard.press("Control+a");
    await page.keyboard.type("first");
    await expect
      .poll(() => page.getByLabel("Command line", { exact: true }).innerText())
      .toMatch(/^mor train .*runs\/first/s);
    await press(page.getByRole("button", { name: "Start training" }));
    await expect
      .poll(() => hasFile(join(workspace, "runs/first/report.html")), { timeout: 120_000 })
      .toBe(true);
  });

  it("opens the images behind a number, and comes back to the number", async () => {
    await step("Results");
    const cell = page.getByRole("button", { name: /rightly called/ });
    await press(cell);
    await page.getByRole("dialog").locator("img").first().waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "hidden" });
    await expect.poll(() => focused(page)).toContain("rightly called");
  });

  it("explains a verdict, and moves the opacity", async () => {
    await step("Explain");
    const images = page.getByRole("listbox", { name: "Images to explain" });
    await tabTo(page, images.or(images.getByRole("option")));
    await page.keyboard.press("ArrowDown");
    await tabTo(page, page.getByLabel("Method"));
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await press(page.getByRole("button", { name: /^explain/i }));
    const opacity = page.getByRole("slider").first();
    await opacity.waitFor({ timeout: 90_000 });
    await tabTo(page, opacity);
    const before = await opacity.getAttribute("aria-valuenow");
    await page.keyboard.press("ArrowLeft");
    expect(await opacity.getAttribute("aria-valuenow")).not.toBe(before);
  });

  it("classifies a folder, and saves the table", async () => {
    await step("Predict");
    await tabTo(page, page.getByRole("textbox", { name: "Folder" }));
    await page.keyboard.type(join(workspace, "images/phantoms/mito_normal"));
    await press(page.getByRole("button", { name: "Classify" }));
    const link = page.getByRole("link", { name: "CSV" });
    await link.waitFor({ timeout: 90_000 });
    const [download] = await Promise.all([page.waitForEvent("download"), press(link)]);
    expect(
      readFileSync(await download.path(), "utf8")
        .trim()
        .split("\n"),
    ).toHaveLength(41);
  });
});
