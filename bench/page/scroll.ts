/**
 * How the grid of images feels with 50,000 of them, in Chromium: `npm run build`, then
 * `tsx bench/page/scroll.ts [COUNT] [new]`. Prints the time to the first usable page and the longest times for which
 * pictures were missing while scrolling, in milliseconds; with `new` only those of a folder that has just been added.
 * A cell is blank that shows neither a picture nor a preview. Images are made once in the folder of temporary files.
 */
import { spawn } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type Page } from "playwright-core";
import { makeImages } from "./make-images.ts";

const count = Number(process.argv[2] ?? 50_000);
const isNewOnly = process.argv[3] === "new";
const folder = join(tmpdir(), "mor-bench-page");
const images = await makeImages(folder, count);
const workspace = await mkdtemp(join(tmpdir(), "mor-bench-workspace-"));
const server = spawn(process.execPath, [
  join(import.meta.dirname, "../../dist/app/cli/main.js"),
  ...["serve", workspace, "--no-open", "--port", "0", "--browse", tmpdir()],
]);
try {
  const link = await linkOf(server.stderr);
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox"],
  });
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  // The compiler gives functions their names by a function that only its own output has.
  await page.addInitScript("globalThis.__name = (named) => named;");
  await page.goto(link);
  await page.getByText("Start with some images").waitFor();
  print("take in the folder", await addFolder(page, images));
  await page.getByRole("grid").waitFor();
  await open(page, "no picture drawn before");
  report("fast (6000 px/s), no picture drawn before", await scroll(page, 6000, 0));
  report("jumps every 400 ms, no picture drawn before", await scroll(page, 0, 400));
  if (!isNewOnly) {
    await untilDrawn(page);
    await open(page, "pictures drawn");
    report("slow (1500 px/s)", await scroll(page, 1500, 0));
    report("fast (6000 px/s)", await scroll(page, 6000, 0));
    report("jumps every 400 ms", await scroll(page, 0, 400));
  }
  await browser.close();
} finally {
  server.kill("SIGTERM");
  await new Promise((settle) => server.once("exit", settle));
  await rm(workspace, { recursive: true, force: true });
}

function linkOf(output: NodeJS.ReadableStream): Promise<string> {
  return new Promise((settle) => {
    let text = "";
    output.on("data", (piece: Buffer) => {
      text += piece.toString();
      const found = /http:\S+/.exec(text);
      if (found) settle(found[0]);
    });
  });
}

async function addFolder(page: Page, path: string): Promise<number> {
  return await page.evaluate(async (folder) => {
    const begin = performance.now();
    await fetch("/api/images/add-folder", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ folder, labels: "folder-names" }),
    });
    return performance.now() - begin;
  }, path);
}

/** From the reload until every cell shows something, and until all show their pictures. */
async function open(page: Page, what: string): Promise<void> {
  const begin = performance.now();
  await page.reload();
  for (const [selector, words] of [
    ["img", "usable"],
    ["img:not([data-preview])", "all pictures sharp"],
  ] as const) {
    await page.waitForFunction((selector) => {
      const cells = [...document.querySelectorAll('[role="gridcell"]')];
      const images = cells.map((cell) => cell.querySelector<HTMLImageElement>(selector));
      return cells.length > 10 && images.every((image) => image?.complete && image.naturalWidth > 0);
    }, selector);
    print(`first page, ${what}, ${words}`, performance.now() - begin);
  }
}

/** The server draws ahead while nobody asks; resolves when all is drawn, or nothing more comes. */
async function untilDrawn(page: Page): Promise<void> {
  const begin = performance.now();
  const seconds = (): number => Math.round((performance.now() - begin) / 1000);
  let previews = -1;
  for (let made = 0; made > previews && previews < count; made = await countPreviews(page)) {
    previews = made;
    await new Promise((settle) => setTimeout(settle, 2000));
  }
  process.stdout.write(`${previews} previews made in ${seconds()} s\n`);
  let before = -1;
  let drawn = 0;
  while (drawn > before && drawn < count) {
    before = drawn;
    await new Promise((settle) => setTimeout(settle, 5000));
    const files = await readdir(join(workspace, ".mor", "thumbnails"), { recursive: true });
    drawn = files.filter((file) => file.endsWith(".webp")).length;
  }
  process.stdout.write(`${drawn} pictures drawn in ${seconds()} s\n`);
}

async function countPreviews(page: Page): Promise<number> {
  return await page.evaluate(async () => {
    const bytes = new Uint8Array(await (await fetch("/file/images/previews?input={}")).arrayBuffer());
    let made = 0;
    for (let at = 0; at < bytes.length; at += 64) {
      if (bytes.subarray(at, at + 64).some((value) => value > 0)) made++;
    }
    return made;
  });
}

interface Blanks {
  readonly frames: number;
  readonly longestFrame: number;
  readonly wholeScreen: number;
  /** More than half of the cells in sight. */
  readonly halfScreen: number;
  readonly oneCell: number;
  readonly untilFilled: number;
}

/** Scrolls for five seconds, by `speed` pixels a second or from place to place every `pause` milliseconds. */
async function scroll(page: Page, speed: number, pause: number): Promise<Blanks> {
  return await page.evaluate(
    ({ speed, pause }) =>
      new Promise<Blanks>((settle) => {
        const grid = document.querySelector<HTMLElement>('[role="grid"]');
        if (!grid) throw new Error("no grid");
        const duration = 5000;
        const began = performance.now();
        let last = began;
        let moved = 0;
        let frames = 0;
        let longestFrame = 0;
        let blankSince: number | undefined;
        let halfSince: number | undefined;
        let wholeScreen = 0;
        let halfScreen = 0;
        let oneCell = 0;
        const since = new Map<string, number>();
        const look = (now: number): number => {
          const area = grid.getBoundingClientRect();
          let seen = 0;
          let blank = 0;
          for (const cell of grid.querySelectorAll('[role="gridcell"]')) {
            const place = cell.getBoundingClientRect();
            if (place.bottom < area.top || place.top > area.bottom) {
              since.delete(cell.id);
              continue;
            }
            seen++;
            const picture = cell.querySelector<HTMLImageElement>("img:not([data-preview])");
            if (picture?.complete && picture.naturalWidth > 0) since.delete(cell.id);
            else {
              // A preview is unsharp, not blank.
              const preview = cell.querySelector<HTMLImageElement>("img[data-preview]");
              if (!(preview?.complete && preview.naturalWidth > 0)) blank++;
              const begin = since.get(cell.id) ?? now;
              since.set(cell.id, begin);
              oneCell = Math.max(oneCell, now - begin);
            }
          }
          if (seen === 0 || blank === seen) {
            blankSince ??= now;
            wholeScreen = Math.max(wholeScreen, now - blankSince);
          } else blankSince = undefined;
          if (2 * blank > seen || seen === 0) {
            halfSince ??= now;
            halfScreen = Math.max(halfScreen, now - halfSince);
          } else halfSince = undefined;
          return blank;
        };
        const frame = (now: number): void => {
          const passed = now - last;
          longestFrame = Math.max(longestFrame, passed);
          last = now;
          frames++;
          const blank = look(now);
          if (now - began < duration) {
            const end = grid.scrollHeight - grid.clientHeight;
            if (speed > 0) grid.scrollTop = (grid.scrollTop + (speed * passed) / 1000) % end;
            else if (now - moved >= pause) {
              moved = now;
              grid.scrollTop = (grid.scrollTop + 0.381966 * end) % end;
            }
          } else if (blank === 0) {
            const untilFilled = now - began - duration;
            settle({ frames, longestFrame, wholeScreen, halfScreen, oneCell, untilFilled });
            return;
          }
          requestAnimationFrame(frame);
        };
        requestAnimationFrame(frame);
      }),
    { speed, pause },
  );
}

function print(what: string, milliseconds: number): void {
  process.stdout.write(`${what}: ${Math.round(milliseconds)} ms\n`);
}

function report(what: string, blanks: Blanks): void {
  const { frames, longestFrame, wholeScreen, halfScreen, oneCell, untilFilled } = blanks;
  const parts = [
    `${frames} frames, the longest ${Math.round(longestFrame)} ms`,
    `screen blank ${Math.round(wholeScreen)} ms`,
    `more than half of it ${Math.round(halfScreen)} ms`,
    `one picture unsharp or missing ${Math.round(oneCell)} ms`,
    `filled ${Math.round(untilFilled)} ms after the end`,
  ];
  process.stdout.write(`${what}: ${parts.join("; ")}\n`);
}
