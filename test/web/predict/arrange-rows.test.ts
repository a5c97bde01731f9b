import { expect, it } from "vitest";
import { arrangeRows, countVerdicts, type Row } from "../../../web/src/predict/arrange-rows.ts";

const row = (path: string, predicted: string | null, confidence: number): Row => ({
  ...{ path, predicted, confidence },
  mostProbable: predicted ?? "mito",
});
const rows = [row("b.png", "pex", 0.7), row("a.png", null, 0.3), row("c.png", "mito", 0.9)];
const all = { key: "order", descending: false, text: "", verdict: undefined } as const;
const namesOf = (found: readonly Row[]): string => found.map(({ path }) => path.slice(0, 1)).join("");

it("keeps the order of the table until another is wanted", () => {
  expect(arrangeRows(rows, all)).toBe(rows);
  expect(namesOf(arrangeRows(rows, { ...all, descending: true }))).toBe("cab");
  expect(namesOf(arrangeRows(rows, { ...all, key: "name" }))).toBe("abc");
  expect(namesOf(arrangeRows(rows, { ...all, key: "confidence", descending: true }))).toBe("cba");
});

it("puts those that are none of the classes last", () => {
  expect(namesOf(arrangeRows(rows, { ...all, key: "verdict" }))).toBe("cba");
});

it("shows those of one verdict, or with some letters in the name", () => {
  expect(namesOf(arrangeRows(rows, { ...all, verdict: null }))).toBe("a");
  expect(namesOf(arrangeRows(rows, { ...all, text: " B." }))).toBe("b");
  expect(arrangeRows(rows, { ...all, text: "b", verdict: "mito" })).toEqual([]);
});

it("counts every image once", () => {
  expect(countVerdicts(rows, ["chlo", "mito", "pex"])).toEqual([
    { verdict: "chlo", count: 0 },
    { verdict: "mito", count: 1 },
    { verdict: "pex", count: 1 },
    { verdict: null, count: 1 },
  ]);
});
