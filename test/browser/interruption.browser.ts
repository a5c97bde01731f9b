import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openBrowser } from "./support/open-browser.ts";
import { type RunningServer, startServer } from "./support/start-server.ts";
import { openWatchedPage, takeScreenshot } from "./support/watched-page.ts";

const program = resolve(import.meta.dirname, "../../dist/app/cli/main.js");

describe("a server that is killed while it trains", () => {
  const folder = mkdtempSync(join(tmpdir(), "mor-killed-"));
  const workspace = join(folder, "study");
  let browser: Browser;
  let server: RunningServer;

  beforeAll(async () => {
    // The command line has begun the study: the page goes on with its manifest.
    const size = ["--images-per-class", "10", "--plants", "5", "--size", "64"];
    execFileSync(process.execPath, [program, "phantoms", workspace, ...size, "--quiet"]);
    server = await startServer(workspace);
    browser = await openBrowser();
  });

  afterAll(async () => {
    await browser?.close();
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it("shows the run as interrupted after the next start, and resumes it to its end", async () => {
    const { page } = await openWatchedPage(browser, server.link);
    await page.goto(`${new URL(server.link).origin}/#/train`);
    await page.getByRole("radio", { name: "Own network" }).click();
    await page.getByRole("button", { name: /All options/ }).click();
    const options = {
      "Epochs (times through the images)": "40",
      "Width of the network": "4",
      "Size of the input": "32",
      "Steps per epoch": "6",
      "Images per step (batch)": "8",
    };
    for (const [label, value] of Object.entries(options)) {
      await page.getByRole("textbox", { name: label }).fill(value);
    }
    await page.getByRole("textbox", { name: "Name of the run" }).fill("killed");
    await page.getByRole("button", { name: "Start training" }).click();
    const history = join(workspace, "runs/killed/history.csv");
    await expect.poll(() => existsSync(history), { timeout: 60_000 }).toBe(true);

    server.process.kill("SIGKILL");
    await once(server.process, "exit");
    await page.getByText("The server does not answer.").waitFor({ timeout: 30_000 });
    const rowsBefore = countRows(history);
    server = await startServer(workspace);
    const again = await openWatchedPage(browser, server.link);
    await again.page.goto(`${new URL(server.link).origin}/#/train`);
    await again.page.getByText("interrupted", { exact: true }).first().waitFor();
    await takeScreenshot(again.page, "interrupted");
    expect(existsSync(join(workspace, "runs/killed/report.html"))).toBe(false);
    await again.page.getByRole("button", { name: "Resume: " }).first().click();

    await expect
      .poll(() => existsSync(join(workspace, "runs/killed/report.html")), { timeout: 120_000 })
      .toBe(true);
    expect(countRows(history)).toBe(40);
    expect(rowsBefore).toBeLessThan(40);
    expect(again.complaints).toEqual([]);
  });
});

function countRows(file: string): number {
  return readFileSync(file, "utf8").trim().split("\n").length - 1;
}
