import { parse } from "csv-parse/sync";
import { stringify } from "csv-stringify/sync";

/** One epoch of training; `null` where nothing was measured. */
export interface HistoryRow {
  /** Counted from 1. */
  readonly epoch: number;
  /** Steps done at the end of the epoch. */
  readonly step: number;
  /** At the epoch's last step. */
  readonly learningRate: number;
  /** Means over the epoch's steps, on augmented inputs. */
  readonly trainLoss: number;
  readonly trainAccuracy: number;
  /** At the level of tiles, without augmentation. */
  readonly valLoss: number | null;
  readonly valAccuracy: number | null;
  readonly valMacroF1: number | null;
  /** Wall time of the epoch, validation included. */
  readonly seconds: number;
}

const columns = [
  "epoch",
  "step",
  "learningRate",
  "trainLoss",
  "trainAccuracy",
  "valLoss",
  "valAccuracy",
  "valMacroF1",
  "seconds",
] as const satisfies readonly (keyof HistoryRow)[];

/** `history.csv`: a header and one row per epoch; what was not measured is empty. */
export function formatHistory(rows: readonly HistoryRow[]): string {
  return stringify([[...columns], ...rows.map((row) => columns.map((name) => row[name] ?? ""))]);
}

export function parseHistory(text: string): HistoryRow[] {
  const records: Record<string, string>[] = parse(text, { columns: true });
  return records.map((record) => {
    const number = (name: keyof HistoryRow): number => Number(record[name]);
    const optional = (name: keyof HistoryRow): number | null => (record[name] ? Number(record[name]) : null);
    return {
      epoch: number("epoch"),
      step: number("step"),
      learningRate: number("learningRate"),
      trainLoss: number("trainLoss"),
      trainAccuracy: number("trainAccuracy"),
      valLoss: optional("valLoss"),
      valAccuracy: optional("valAccuracy"),
      valMacroF1: optional("valMacroF1"),
      seconds: number("seconds"),
    };
  });
}
