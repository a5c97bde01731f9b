import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { expect, it, onTestFinished } from "vitest";
import { openPictures } from "../../../../src/app/server/pictures/pictures.ts";
import { streamPictures } from "../../../../src/app/server/pictures/stream-pictures.ts";
import { tinyPng } from "../../../support/tiny-png.ts";
import { makeFolderForTest } from "../support/serve-for-test.ts";

it("draws many pictures for one page without a warning of Node in the terminal", async () => {
  const warnings: Error[] = [];
  const keep = (warning: Error) => warnings.push(warning);
  process.on("warning", keep);
  onTestFinished(() => void process.off("warning", keep));
  const folder = await makeFolderForTest();
  const pictures = openPictures(join(folder, "thumbnails"));
  onTestFinished(() => pictures.close());
  const count = 30;
  const png = Buffer.from(tinyPng(8, 8, new Uint8Array(64).fill(9)).split(",")[1] ?? "", "base64");
  for (let at = 0; at < count; at++) await writeFile(join(folder, `${at}.png`), png);
  const stream = streamPictures(count, new AbortController().signal, async (index, signal) => {
    const job = { file: join(folder, `${index}.png`), size: 32, view: {} };
    return { picture: await pictures.draw(job, signal) };
  });
  const seen = new Set<number>();
  const bytes = Buffer.from(await new Response(stream).arrayBuffer());
  for (let at = 0; at < bytes.length; at += 9 + bytes.readUInt32LE(at + 4)) seen.add(bytes.readUInt32LE(at));
  await setImmediate(); // warnings come a moment later
  expect([seen.size, warnings]).toEqual([count, []]);
});
