import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { PredictionTable } from "../../../../src/learning/evaluation/predictions/prediction.ts";
import { readPredictions } from "../../../../src/learning/evaluation/predictions/read-predictions.ts";
import { writePredictions } from "../../../../src/learning/evaluation/predictions/write-predictions.ts";

let folder = "";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "mor-predictions-"));
});

afterAll(() => rmSync(folder, { recursive: true }));

const word = fc.oneof(
  fc.string({ minLength: 1, unit: "grapheme" }),
  fc.constantFrom(
    'a,b "c"',
    "grün",
    "🧫\n🔬",
    "\r",
    " x ",
    "=1+1",
    "__proto__",
    "'",
    '"',
    "p_",
    "path",
    "label",
  ),
);

function rowOf(classes: readonly string[]): fc.Arbitrary<PredictionTable["predictions"][number]> {
  const powers = fc.array(fc.double({ min: 1e-3, max: 1, noNaN: true }), {
    minLength: classes.length,
    maxLength: classes.length,
  });
  return fc
    .record(
      {
        path: word,
        group: word,
        label: fc.constantFrom(...classes),
        quarterId: fc.constantFrom(11, 21, 12, 22),
        powers,
      },
      { requiredKeys: ["path", "powers"] },
    )
    .map(({ powers: given, ...row }) => {
      const sum = given.reduce((a, b) => a + b, 0);
      return { ...row, probability: Float64Array.from(given, (power) => power / sum) };
    });
}

const table = fc
  .uniqueArray(word, { minLength: 2, maxLength: 5 })
  .chain((classes) =>
    fc.record({ classes: fc.constant(classes), predictions: fc.array(rowOf(classes), { maxLength: 8 }) }),
  );

describe("writePredictions", () => {
  it("writes the columns of a run", async () => {
    const file = join(folder, "run.csv");
    const probability = Float64Array.of(0.25, 0.75);
    await writePredictions(file, {
      classes: ["a", "b, c"],
      predictions: [
        { path: "1.png", group: "g", label: "a", probability },
        { path: "2.png", probability },
      ],
    });
    expect(readFileSync(file, "utf8")).toBe(
      'path,group,label,predicted,confidence,p_a,"p_b, c"\n' +
        '1.png,g,a,"b, c",0.75,0.25,0.75\n2.png,,,"b, c",0.75,0.25,0.75\n',
    );
  });

  it("is read back to the last bit, whatever the names", async () => {
    const file = join(folder, "any.csv");
    await fc.assert(
      fc.asyncProperty(table, async (written) => {
        await writePredictions(file, written);
        expect(await readPredictions(file)).toEqual(written);
      }),
      { numRuns: 100 },
    );
  });

  it("leaves the old file and no draft behind when it fails", async () => {
    const inside = join(folder, "inside");
    mkdirSync(join(inside, "taken.csv"), { recursive: true });
    writeFileSync(join(inside, "taken.csv", "file"), "");
    const empty = { classes: ["a", "b"], predictions: [] };
    const unwritable = expect.objectContaining({ name: "MorError", code: "output-unwritable" });
    await expect(writePredictions(join(inside, "taken.csv"), empty)).rejects.toEqual(unwritable);
    expect(readdirSync(inside)).toEqual(["taken.csv"]);
    await expect(writePredictions(join(folder, "no", "where.csv"), empty)).rejects.toEqual(unwritable);
  });
});
