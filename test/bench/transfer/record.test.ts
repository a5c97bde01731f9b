import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openRecord, type ProbeCell } from "../../../bench/transfer/record.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "transfer-record-"));
});
afterAll(() => rm(folder, { recursive: true }));

const of = { data: "hash", seed: 0, folds: 5 };
const cell: Omit<ProbeCell, "key"> = {
  ...{ kind: "probe", model: "squeezenet", features: 512, perClass: 5, judged: "folds", seconds: 1 },
  ...{ rows: [0, 1], predicted: [1, 1], chosen: [0.01], learnt: 10 },
};

it("measures a cell once, also in a later run", async () => {
  const file = join(folder, "cells.json");
  let measured = 0;
  const measure = async () => {
    measured++;
    return cell;
  };
  const first = await openRecord(file, of);
  await first.ensure<ProbeCell>("one", measure);
  await first.ensure<ProbeCell>("two", measure);
  const second = await openRecord(file, of);
  expect(await second.ensure<ProbeCell>("one", measure)).toEqual({ key: "one", ...cell });
  expect(measured).toBe(2);
  expect(second.cells.map(({ key }) => key)).toEqual(["one", "two"]);
});

it("refuses cells of other data", async () => {
  const file = join(folder, "other.json");
  await (await openRecord(file, of)).ensure<ProbeCell>("one", async () => cell);
  await expect(openRecord(file, { ...of, data: "another" })).rejects.toThrow("another --json FILE");
});
