import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { expect, it, onTestFinished } from "vitest";
import { startMor } from "../../cli/run-mor.ts";
import { ask, makeFolderForTest, withInput } from "../support/serve-for-test.ts";

const side = 6200;

/** An explanation of one image of 38 Mpixel. */
async function makeLarge(workspace: string): Promise<void> {
  const folder = join(workspace, "explanations", "large");
  await mkdir(folder, { recursive: true });
  await mkdir(join(workspace, "images"));
  const pixels = Buffer.alloc(side * side);
  for (let place = 0; place < pixels.length; place++) pixels[place] = (place * 31) >> 8;
  const raw = { width: side, height: side, channels: 1 } as const;
  await sharp(pixels, { raw })
    .tiff({ compression: "none" })
    .toFile(join(workspace, "images", "large.tif"));
  const record = {
    format: 1,
    created: "2026-11-23T10:00:00Z",
    run: "runs/gone",
    classes: ["a", "b"],
    methods: [{ name: "grad-cam" }],
    images: [
      {
        path: "images/large.tif",
        predicted: "a",
        confidence: 0.9,
        explained: "a",
        overlay: "overlays/large.png",
      },
    ],
    testedImages: 0,
    faithfulness: {},
    warnings: [],
  };
  await writeFile(join(folder, "explanations.json"), JSON.stringify(record));
}

it("the server answers other requests while a large picture is drawn", async () => {
  const workspace = await makeFolderForTest();
  await makeLarge(workspace);
  const child = startMor(["serve", workspace, "--no-open", "--port", "0"]);
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await once(child, "exit");
  });
  let said = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    said += chunk.toString();
  });
  const link = /http:\/\/127\.0\.0\.1:(\d+)\/\?token=([\w-]+)/;
  await expect.poll(() => said, { timeout: 30_000 }).toMatch(link);
  const [, port = "", token = ""] = link.exec(said) ?? [];
  const server = { port: Number(port), token };

  const begun = performance.now();
  let isDrawn = false;
  const picture = ask(server, withInput("/file/explain/original", { name: "large", image: 0 })).finally(
    () => {
      isDrawn = true;
    },
  );
  let longest = 0;
  let answered = 0;
  while (!isDrawn) {
    const asked = performance.now();
    expect((await ask(server, "/api/workspace/facts")).status).toBe(200);
    longest = Math.max(longest, performance.now() - asked);
    answered++;
  }
  const drawing = performance.now() - begun;
  expect((await picture).status).toBe(200);
  expect(answered).toBeGreaterThan(5);
  expect(longest).toBeLessThan(drawing / 2);
}, 90_000);
