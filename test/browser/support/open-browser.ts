import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

/** Debian's chromium, or the one that MOR_CHROMIUM names. */
export async function openBrowser(): Promise<Browser> {
  const candidates = [process.env.MOR_CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser"];
  const executablePath = candidates.find((path) => path !== undefined && existsSync(path));
  if (executablePath === undefined) {
    throw new Error(
      "The browser tests need chromium: install it (apt-get install chromium), or set MOR_CHROMIUM.",
    );
  }
  // The sandbox needs rights that containers do not give; the pages are our own.
  return await chromium.launch({ executablePath, args: ["--no-sandbox"] });
}
