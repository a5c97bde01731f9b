import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { writeWhole } from "../../src/files/write-whole.ts";
import type { Probed } from "./linear-probe.ts";
import type { PerClass } from "./protocol.ts";
import type { Answers } from "./scores.ts";
import type { Timing } from "./timing.ts";

/** What a network starts from: what it had learnt, random weights of the same network, or `mor train`'s own from scratch. */
export type Start = "pretrained" | "random" | "resnet";

/** A measurement that is finished. `model` is the name as it was asked for. */
export type Cell = ProbeCell | TuneCell | TimeCell;

export interface ProbeCell extends Probed {
  readonly kind: "probe";
  readonly key: string;
  readonly model: string;
  readonly features: number;
  readonly perClass: PerClass;
  readonly judged: "folds" | "val";
  readonly seconds: number;
}

export interface TuneCell extends Answers {
  readonly kind: "tune";
  readonly key: string;
  readonly model: string;
  readonly start: Start;
  readonly perClass: PerClass;
  readonly fold: string;
  /** Images that were learnt. */
  readonly learnt: number;
  readonly steps: number;
  readonly seconds: number;
}

export interface TimeCell extends Timing {
  readonly kind: "time";
  readonly key: string;
  readonly model: string;
}

/** What all cells of a file have in common: with another one they cannot be compared. */
export interface RecordOf {
  /** Hash of the data set. */
  readonly data: string;
  readonly seed: number;
  readonly folds: number;
}

/** Finished cells, in a file. */
export interface TransferRecord {
  readonly cells: readonly Cell[];
  /** The cell of that key, measured unless it is there already. */
  ensure<C extends Cell>(key: string, measure: () => Promise<Omit<C, "key">>): Promise<C>;
}

/** @throws Error for a file of other data, another seed or other folds. */
export async function openRecord(file: string, of: RecordOf): Promise<TransferRecord> {
  const cells: Cell[] = [];
  if (existsSync(file)) {
    // Only `ensure` writes it.
    const stored = JSON.parse(await readFile(file, "utf8")) as RecordOf & { readonly cells: readonly Cell[] };
    if (stored.data !== of.data || stored.seed !== of.seed || stored.folds !== of.folds) {
      throw new Error(`Expected cells of the same data, seed and folds in ${file}: give another --json FILE`);
    }
    cells.push(...stored.cells);
  }
  return {
    cells,
    async ensure<C extends Cell>(key: string, measure: () => Promise<Omit<C, "key">>): Promise<C> {
      const known = cells.find((cell) => cell.key === key);
      if (known) return known as C; // a key begins with the kind
      const cell = { key, ...(await measure()) } as C; // the key is all that was left out
      cells.push(cell);
      const lines = cells.map((entry) => `  ${JSON.stringify(entry)}`).join(",\n");
      await writeWhole(file, `${JSON.stringify(of).slice(0, -1)}, "cells": [\n${lines}\n]}\n`);
      return cell;
    },
  };
}
