import { readFileSync } from "node:fs";

/** What scripts/fixtures/networks.py writes. */
export interface NetworkFixture {
  readonly batches: readonly { readonly images: readonly number[]; readonly labels: readonly number[] }[];
  readonly weights: Readonly<
    Record<
      string,
      Readonly<Record<string, { readonly shape: readonly number[]; readonly data: readonly number[] }>>
    >
  >;
  readonly runs: readonly NetworkRun[];
  readonly paper: {
    readonly loss: number;
    readonly tensors: Readonly<
      Record<
        string,
        { readonly shape: readonly number[]; readonly norm: number; readonly projection: number }
      >
    >;
  };
}

export interface NetworkRun {
  readonly network: string;
  readonly optimizer: "sgd" | "adam" | "adamw";
  readonly options: {
    readonly momentum?: number;
    readonly nesterov?: boolean;
    readonly weightDecay?: number;
    readonly beta1?: number;
    readonly beta2?: number;
  };
  readonly loss: { readonly labelSmoothing?: number; readonly classWeights?: readonly number[] };
  readonly rates: readonly number[];
  readonly losses: readonly number[];
  /** Of the first batch, by the trained network in inference mode. */
  readonly logits: readonly number[];
  readonly weights: Readonly<Record<string, readonly number[]>>;
}

export function readNetworkFixture(): NetworkFixture {
  const file = new URL("../fixtures/networks.json", import.meta.url);
  return JSON.parse(readFileSync(file, "utf8")) as NetworkFixture; // written by the script in this form
}
