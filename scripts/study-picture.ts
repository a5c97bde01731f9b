/**
 * Photographs the report of a study as a browser shows it; without a report, that of a made-up one.
 *
 *     npx tsx scripts/study-picture.ts [STUDY/report.html] [picture.png] [dark]
 *
 * Needs Debian's chromium (or CHROMIUM, the path of another).
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import sharp from "sharp";
import { renderStudyReport } from "../src/learning/report/study/render-study-report.ts";
import { sampleStudy } from "../test/learning/report/study/study-sample.ts";

const [report = "", picture = join(tmpdir(), "study.png"), theme = "light"] = process.argv.slice(2);
const browser = process.env.CHROMIUM ?? "chromium";

const folder = mkdtempSync(join(tmpdir(), "mor-study-"));
try {
  const page = join(folder, "page.html");
  const shot = join(folder, "shot.png");
  const markup =
    report === "" ? renderStudyReport(sampleStudy({ resamples: 1000 })) : readFileSync(report, "utf8");
  // The browser has no switch for the dark theme that works without a window.
  writeFileSync(
    page,
    theme === "dark" ? markup.replace("(prefers-color-scheme: dark)", "(min-width: 1px)") : markup,
  );
  const options = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--hide-scrollbars",
    "--window-size=1100,12000",
  ];
  execFileSync(browser, [...options, `--screenshot=${shot}`, pathToFileURL(page).href], { stdio: "ignore" });
  const trimmed = await sharp(shot).trim({ threshold: 4 }).toBuffer();
  await sharp(trimmed).png({ palette: true, colours: 128, effort: 10 }).toFile(resolve(picture));
  process.stdout.write(`${resolve(picture)}\n`);
} finally {
  rmSync(folder, { recursive: true });
}
