import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hasFile } from "./support/has-file.ts";
import { openBrowser } from "./support/open-browser.ts";
import { program, type RunningServer, startServer } from "./support/start-server.ts";
import { findAxeViolations, openWatchedPage, takeScreenshot } from "./support/watched-page.ts";

/** What comes after the first score: images of another day, a faster version, other models. */
describe("a model that is to be believed", () => {
  const folder = mkdtempSync(join(tmpdir(), "mor-comparison-"));
  const workspace = join(folder, "study");
  let server: RunningServer;
  let browser: Browser;
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    for (const [name, seed] of [
      ["today", "0"],
      ["tomorrow", "1"],
    ] as const) {
      const size = ["--images-per-class", "20", "--plants", "10", "--size", "64"];
      execFileSync(process.execPath, [
        program,
        "phantoms",
        join(folder, name),
        ...size,
        "--seed",
        seed,
        "--quiet",
      ]);
    }
    server = await startServer(workspace, ["--browse", folder]);
    browser = await openBrowser();
    ({ page, complaints } = await openWatchedPage(browser, server.link, { width: 1024 }));
  });

  afterAll(async () => {
    await browser?.close();
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

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

  it("takes a folder of images that are sorted already, and trains", async () => {
    await page.getByRole("button", { name: /choose a folder/i }).click();
    await page.getByRole("textbox", { name: "Folder" }).fill(join(folder, "today"));
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Take the images of this folder" }).click();
    await page.getByRole("grid").waitFor({ timeout: 30_000 });
    await step("Train");
    await page.getByRole("radio", { name: "Quick look" }).click();
    await page.getByRole("textbox", { name: "Name of the run" }).fill("quick");
    await expect
      .poll(() => page.getByLabel("Command line", { exact: true }).innerText())
      .toMatch(/^mor train .*runs\/quick/s);
    await page.getByRole("button", { name: "Start training" }).click();
    await expect
      .poll(() => hasFile(join(workspace, "runs/quick/report.html")), { timeout: 120_000 })
      .toBe(true);
  });

  it("tests the model on images of another day, beside its own score", async () => {
    await step("Results");
    await page.getByLabel("Folder or CSV file").fill(join(folder, "tomorrow", "manifest.csv"));
    await page.getByRole("button", { name: "Test", exact: true }).click();
    await page.getByText("On its own test images", { exact: true }).first().waitFor({ timeout: 120_000 });
    await page.getByText("On its own test images", { exact: true }).first().scrollIntoViewIfNeeded();
    await look("tested-again");
  });

  it("compares models, and says which differences are real", async () => {
    await step("Compare");
    await page.getByRole("heading", { name: "Compare", exact: true }).waitFor();
    await look("compare");
    await page.getByRole("button", { name: "Quick ones" }).click();
    await page.getByLabel("Name of the comparison").fill("models");
    await page.getByRole("button", { name: "Start comparing" }).click();
    const results = join(workspace, "studies/models/comparison.csv");
    await expect.poll(() => hasFile(results), { timeout: 240_000 }).toBe(true);
    await page.getByRole("link", { name: "See what was found" }).click();
    await page.getByText("Which model to believe").first().waitFor({ timeout: 30_000 });
    await look("compared");
    expect(readFileSync(results, "utf8").split("\n").length).toBeGreaterThan(2);
  });
});
