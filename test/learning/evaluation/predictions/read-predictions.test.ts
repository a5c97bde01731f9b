import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MorError } from "../../../../src/errors.ts";
import { metricsAtLevels } from "../../../../src/learning/evaluation/metrics-at-levels.ts";
import { readPredictions } from "../../../../src/learning/evaluation/predictions/read-predictions.ts";
import { createRandom } from "../../../../src/tensor/random.ts";
import { readMetricsFixture } from "../../metrics/metrics-fixture.ts";

const fixtures = resolve(import.meta.dirname, "../../../fixtures/predictions");
let folder = "";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "mor-predictions-"));
});

afterAll(() => rmSync(folder, { recursive: true }));

function save(name: string, content: string | Uint8Array): string {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
}

function refused(message: RegExp): object {
  return expect.objectContaining({
    name: "MorError",
    code: "predictions-invalid",
    message: expect.stringMatching(message),
    hint: expect.stringMatching(/\.$/),
  });
}

describe("readPredictions of a CSV", () => {
  it("reads the columns of a run, in any order, and leaves others aside", async () => {
    const file = save(
      "run.csv",
      "p_b,path,group,label,predicted,confidence,note,p_a\n0.75,x/1.png,plant 1,b,b,0.75,hm,0.25\n.5,x/2.png,,,b,0.5,,5e-1\n",
    );
    expect(await readPredictions(file)).toEqual({
      classes: ["b", "a"],
      predictions: [
        { path: "x/1.png", group: "plant 1", label: "b", probability: Float64Array.of(0.75, 0.25) },
        { path: "x/2.png", probability: Float64Array.of(0.5, 0.5) },
      ],
    });
  });

  it("needs label and p_ columns alone; byte-order mark, CRLF and empty lines do not matter", async () => {
    const file = save("least.csv", "\ufefflabel,p_a,p_b\r\na,0.9,0.1\r\n\r\nb,0.2,0.8");
    const { predictions } = await readPredictions(file);
    expect(predictions.map(({ path, label }) => [path, label])).toEqual([
      ["row-1", "a"],
      ["row-2", "b"],
    ]);
  });

  it("reads tiles by their quarterId", async () => {
    const file = save("tiles.csv", "path,quarterId,label,p_a,p_b\n1.png,11,a,0.9,0.1\n1.png,21,a,0.2,0.8\n");
    const table = await readPredictions(file);
    expect(table.predictions.map(({ quarterId }) => quarterId)).toEqual([11, 21]);
    const { levels } = metricsAtLevels(table, { bootstrap: 1 });
    expect([levels.tile?.count, levels.image?.count, levels.group]).toEqual([2, 1, undefined]);
  });

  it("gives an empty table for a header without rows", async () => {
    expect(await readPredictions(save("none.csv", "path,label,p_a,p_b\n"))).toEqual({
      classes: ["a", "b"],
      predictions: [],
    });
  });

  it.each([
    ["an empty file", "", /empty file/],
    ["no p_ columns", "path,label\nx,a\n", /two columns p_<class>, got the header "path,label"/],
    ["semicolons", "label;p_a;p_b\na;1;0\n", /two columns p_<class>/],
    ["a column twice", "label,p_a,p_a\na,1,0\n", /each column once, got "p_a"/],
    ["a row too short", "label,p_a,p_b\na,1\n", /equal length/],
    ["a row too long", "label,p_a,p_b\na,1,0,0\n", /equal length/],
    ["a quote that does not close", 'label,p_a,p_b\n"a,1,0\n', /closed quotes/],
    ["an unknown label", "label,p_a,p_b\na,1,0\nc,1,0\n", /labels "a", "b", got "c" \(.*line 3\)/],
    ["a word for a number", "label,p_a,p_b\na,x,0\n", /within 0 and 1, got NaN \(.*line 2\)/],
    ["an empty cell", "label,p_a,p_b\na,1,\n", /got NaN/],
    ["a hexadecimal number", "label,p_a,p_b\na,0x1,0\n", /got NaN/],
    ["infinity", "label,p_a,p_b\na,Infinity,0\n", /got NaN/],
    ["percentages", "label,p_a,p_b\na,90,10\n", /within 0 and 1, got 90/],
    ["a sum of 0.9", "label,p_a,p_b\na,0.8,0.1\n", /sum to 1, got a sum of 0.9/],
    ["an empty path", "path,label,p_a,p_b\n,a,1,0\n", /a path, got an empty cell/],
    ["a quarterId that is none", "path,quarterId,label,p_a,p_b\nx,top,a,1,0\n", /quarterId/],
    ["NUL bytes", "\0\0\0\0", /two columns/],
  ])("refuses %s", async (_, content, message) => {
    await expect(readPredictions(save("bad.csv", content))).rejects.toEqual(refused(message));
  });

  it("refuses text that is not UTF-8", async () => {
    const file = save("latin.csv", Buffer.from("label,p_ä,p_b\nä,1,0\n", "latin1"));
    await expect(readPredictions(file)).rejects.toEqual(refused(/UTF-8 text/));
    const wide = save("utf16.csv", Buffer.from("\ufefflabel,p_a,p_b\na,1,0\n", "utf16le"));
    await expect(readPredictions(wide)).rejects.toEqual(refused(/UTF-8 text/));
  });

  it("refuses a cell of many megabytes", async () => {
    const file = save("long.csv", `label,p_a,p_b\n"${"x".repeat(4 << 20)}`);
    await expect(readPredictions(file)).rejects.toEqual(refused(/closed quotes/));
  });

  it("tells a missing file from a folder", async () => {
    const missing = readPredictions(join(folder, "nowhere.csv"));
    await expect(missing).rejects.toEqual(expect.objectContaining({ code: "input-missing" }));
    await expect(readPredictions(folder)).rejects.toEqual(refused(/a folder/));
  });
});

describe("readPredictions of HDF5", () => {
  const { tables } = readMetricsFixture();

  it.each(["one-hot.h5", "signed-gzip.h5"])("reads the layout of the paper: %s", async (name) => {
    const table = await readPredictions(join(fixtures, name));
    expect(table.classes[2]).toBe("mito_elongated");
    expect(Array.from(table.predictions[0]?.probability ?? [])).toEqual(tables.first);
    expect(table.predictions.slice(2, 6).map(({ path }) => path)).toEqual([
      "image-1",
      "image-1",
      "image-2",
      "image-2",
    ]);
    const { levels } = metricsAtLevels(table, { bootstrap: 10 });
    expect(levels.tile?.accuracy.value).toBeCloseTo(tables.tileAccuracy, 12);
    expect(levels.image?.accuracy.value).toBeCloseTo(tables.imageAccuracy, 12);
  });

  it("takes class names and tiles per image", async () => {
    const file = join(fixtures, "three-classes.h5");
    const table = await readPredictions(file, { classes: ["a", "b", "c"], tilesPerImage: 1 });
    expect(table.predictions.map(({ path, label }) => `${path} ${label}`)).toEqual([
      "image-1 a",
      "image-2 a",
      "image-3 b",
      "image-4 b",
      "image-5 c",
      "image-6 c",
    ]);
    await expect(readPredictions(file)).rejects.toEqual(refused(/3 class names, got 0/));
    await expect(readPredictions(file, { classes: ["a", "b", "c"] })).rejects.toEqual(
      refused(/4 consecutive/),
    );
    for (const tilesPerImage of [0, -1, 1.5, Number.NaN]) {
      const odd = readPredictions(file, { classes: ["a", "b", "c"], tilesPerImage });
      await expect(odd).rejects.toEqual(refused(/consecutive rows/));
    }
  });

  it.each([
    ["text.h5", /to hold numbers/],
    ["link.h5", /a data set "truth", got none/],
    ["vast.h5", /\[rows, classes\], got \[1000000000, 6\]/],
  ])("refuses %s", async (name, message) => {
    await expect(readPredictions(join(fixtures, name))).rejects.toEqual(refused(message));
  });

  it("refuses truncated files of any length, in silence", async () => {
    const whole = readFileSync(join(fixtures, "one-hot.h5"));
    for (const share of [0.01, 0.2, 0.5, 0.9, 0.999]) {
      const file = save("cut.h5", whole.subarray(0, Math.floor(whole.length * share)));
      await expect(readPredictions(file)).rejects.toEqual(refused(/Expected an HDF5 file/));
    }
  });

  it("reads or refuses damaged files, and nothing else escapes", async () => {
    const whole = readFileSync(join(fixtures, "signed-gzip.h5"));
    const random = createRandom(3);
    for (let round = 0; round < 150; round++) {
      const damaged = Uint8Array.from(whole);
      for (let hit = 0; hit < 4; hit++) damaged[8 + random.integer(whole.length - 8)] = random.integer(256);
      const outcome = await readPredictions(save("damaged.h5", damaged)).catch((error: unknown) => error);
      if (outcome instanceof Error) expect(outcome).toBeInstanceOf(MorError);
    }
    const { predictions } = await readPredictions(save("damaged.h5", whole));
    expect(Array.from(predictions[0]?.probability ?? [])).toEqual(tables.first); // nothing stale of the damaged ones
  });
});
