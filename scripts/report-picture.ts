/**
 * Draws docs/report.png: parts of a run's report, as a browser shows it.
 *
 *     npx tsx scripts/report-picture.ts demo/run/report.html
 *
 * Needs Debian's chromium (or CHROMIUM, the path of another).
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import sharp from "sharp";

const [report = "demo/run/report.html"] = process.argv.slice(2);
const target = resolve(import.meta.dirname, "../docs/report.png");
const browser = process.env.CHROMIUM ?? "chromium";
const hidden =
  ".warnings, nav, #metrics, #data, #curves, #calibration, #mistakes, #reproduce, footer, #classes figure ~ *";

const folder = mkdtempSync(join(tmpdir(), "mor-picture-"));
try {
  const page = join(folder, "page.html");
  const shot = join(folder, "shot.png");
  const style = `<style>${hidden} { display: none !important }</style></head>`;
  writeFileSync(page, readFileSync(report, "utf8").replace("</head>", style));
  const options = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--hide-scrollbars",
    "--window-size=1100,2000",
  ];
  execFileSync(browser, [...options, `--screenshot=${shot}`, pathToFileURL(page).href], { stdio: "ignore" });
  const trimmed = await sharp(shot).trim({ threshold: 4 }).toBuffer();
  const padded = sharp(trimmed).extend({ top: 24, bottom: 24, left: 24, right: 24, background: "#ffffff" });
  await padded.png({ palette: true, colours: 64, effort: 10 }).toFile(target);
} finally {
  rmSync(folder, { recursive: true });
}
