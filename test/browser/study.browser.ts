import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hasFile } from "./support/has-file.ts";
import { openBrowser } from "./support/open-browser.ts";
import { type RunningServer, startServer } from "./support/start-server.ts";
import { findAxeViolations, openWatchedPage, takeScreenshot } from "./support/watched-page.ts";

/** The whole study on made-up images, as a new user would do it: from an empty folder to a saved table and a map. */
describe("a study on the page", () => {
  const workspace = mkdtempSync(join(tmpdir(), "mor-browser-"));
  let server: RunningServer;
  let browser: Browser;
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    server = await startServer(workspace);
    browser = await openBrowser();
    ({ page, complaints } = await openWatchedPage(browser, server.link));
  });

  afterAll(async () => {
    await browser?.close();
    await server?.stop();
    rmSync(workspace, { recursive: true, force: true });
  });

  /** Looks at the page as it is: axe in light and dark, and pictures for people. */
  async function look(name: string): Promise<void> {
    for (const scheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
      await page.waitForTimeout(150); // until colours have changed
      await takeScreenshot(page, `${name}-${scheme}`);
      expect.soft(await findAxeViolations(page), `${name}, ${scheme}`).toEqual([]);
    }
    await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
    expect.soft(complaints.splice(0), name).toEqual([]);
  }

  const step = (title: string) => page.getByRole("navigation").getByRole("link", { name: title }).click();

  it("begins with an empty workspace and makes example images", async () => {
    await page.getByRole("heading", { name: "Start with some images" }).waitFor();
    expect(new URL(page.url()).search).toBe(""); // the token has left the address bar
    await look("images-empty");
    await page.getByRole("button", { name: "Make example images" }).click();
    await page.getByRole("grid").waitFor({ timeout: 90_000 });
    await page.getByRole("gridcell").first().locator("img").waitFor();
    await look("images");
  });

  it("labels with the keyboard, and takes it back", async () => {
    const manifest = () => readFileSync(join(workspace, "manifest.csv"), "utf8");
    const before = manifest();
    await page.getByRole("gridcell").first().click();
    await page.keyboard.press("Shift+ArrowRight");
    await page.keyboard.press("Shift+ArrowRight");
    await page.keyboard.press("2");
    await expect.poll(manifest).not.toBe(before);
    await page.keyboard.press("Control+z");
    await expect.poll(manifest).toBe(before);
    await page.keyboard.press("Escape");
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").locator("img").first().waitFor();
    await look("viewer");
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "hidden" });
    await page.getByRole("button", { name: "Change classes" }).click();
    await page.getByRole("menu").waitFor();
    await look("menu");
    await page.keyboard.press("Escape");
    expect(complaints).toEqual([]);
  });

  it("shows the partition, and keeps it", async () => {
    await step("Partition");
    await page.getByRole("heading", { name: "By class" }).waitFor();
    await look("partition");
    await page.getByRole("button", { name: /keep/i }).click();
    await expect
      .poll(() => readFileSync(join(workspace, "manifest.csv"), "utf8"))
      .toMatch(/^path,label,split/);
    await look("partition-kept");
  });

  it("trains, with progress and the command line that would do the same", async () => {
    await step("Train");
    await page.getByRole("radio", { name: "Quick look" }).click();
    await page.getByRole("textbox", { name: "Name of the run" }).fill("first");
    await expect
      .poll(() => page.getByLabel("Command line", { exact: true }).innerText())
      .toMatch(/^mor train .*manifest\.csv/);
    await look("train");
    await page.getByRole("button", { name: "Start training" }).click();
    await expect
      .poll(() => hasFile(join(workspace, "runs/first/report.html")), { timeout: 120_000 })
      .toBe(true);
    await page.getByRole("link", { name: "first" }).first().waitFor({ timeout: 20_000 });
    await look("train-done");
  });

  it("shows results, and the images behind each number", async () => {
    await step("Results");
    await page
      .getByText(/95\s%\sinterval/)
      .first()
      .waitFor();
    await look("results");
    await page
      .getByRole("button", { name: /rightly called/ })
      .first()
      .click();
    await page.getByRole("dialog").locator("img").first().waitFor();
    await look("results-cell");
    await page.keyboard.press("Escape");
  });

  it("opens a place of the page by its address", async () => {
    const tab = await page.context().newPage();
    await tab.goto(`${new URL(server.link).origin}/#/results?run=first`);
    await tab
      .getByText(/95\s%\sinterval/)
      .first()
      .waitFor();
    expect(await tab.evaluate("location.hash")).toBe("#/results?run=first");
    await tab.close();
  });

  it("explains a verdict with Grad-CAM over the image", async () => {
    await step("Explain");
    await page.getByRole("tab", { name: "One image" }).waitFor();
    await page.getByRole("listbox", { name: "Images to explain" }).getByRole("option").first().click();
    await page.getByLabel("Method").first().click();
    await page
      .getByRole("option", { name: /^Grad-CAM\b(?!\+)/ })
      .first()
      .click();
    await page.getByRole("button", { name: /^explain/i }).click();
    const overlay = page.getByRole("img", { name: /Grad-CAM/ }).first();
    await overlay.waitFor({ timeout: 90_000 });
    await look("explain");
  });

  it("classifies a folder, fills the table, and saves it", async () => {
    await step("Predict");
    await page.getByRole("textbox", { name: "Folder" }).fill(join(workspace, "images/phantoms/mito_normal"));
    await page.getByRole("button", { name: "Classify" }).click();
    const link = page.getByRole("link", { name: "CSV" });
    await link.waitFor({ timeout: 90_000 });
    await look("predict");
    const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
    const rows = readFileSync(await download.path(), "utf8")
      .trim()
      .split("\n");
    expect(rows[0]).toMatch(/^path,/);
    expect(rows).toHaveLength(41);
    expect(readdirSync(join(workspace, "predictions")).some((name) => name.endsWith(".csv"))).toBe(true);
  });

  it("lists its jobs", async () => {
    await page.getByRole("button", { name: "Jobs" }).click();
    await page.getByRole("dialog").getByRole("article").first().waitFor();
    await look("jobs");
  });
});
