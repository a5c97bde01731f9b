import { join } from "node:path";
import type { Preprocessing } from "../../src/data/batch/preprocessing.ts";
import { createTileSource } from "../../src/data/batch/tile-source.ts";
import { classicalInput } from "../../src/learning/classical/classical-input.ts";
import { type Matrix, stackRows } from "../../src/learning/classical/matrix.ts";
import { extractFeatures } from "../../src/learning/features/extract-features.ts";
import { openFeatureSession } from "../../src/learning/features/feature-session.ts";
import type { TransferNetwork } from "./networks.ts";
import type { Images } from "./protocol.ts";

export interface RowsOptions {
  /** Folder that keeps features between runs. */
  readonly work: string;
  readonly threads: number;
  readonly onImage: (done: number, total: number) => void;
}

/** How images become the input of any network here: one view, stretched between percentiles, as `mor train --backbone`. */
export function inputOf({ backbone: { channels }, size }: TransferNetwork): Preprocessing {
  return {
    channels,
    height: size,
    width: size,
    tiles: "whole",
    scaling: { kind: "percentile", low: 1, high: 99.8 },
    page: { projection: "max" },
  };
}

/** Features of all images by a frozen network, one row each. */
export async function networkRows(
  network: TransferNetwork,
  { files }: Images,
  { work, threads, onImage }: RowsOptions,
): Promise<Matrix> {
  const extractor = await openFeatureSession(network.backbone, inputOf(network), { threads });
  try {
    const { data, rows, width } = await extractFeatures(extractor, files, {
      cache: { folder: join(work, "features"), warn: (text) => process.stderr.write(`${text}\n`) },
      onImage: (done) => onImage(done, files.length),
    });
    return { data, rows: rows.length, columns: width };
  } finally {
    await extractor.close();
  }
}

/** Our measurements of shape and texture of all images, as `mor train --model logistic`, and how long one takes. */
export async function measurementRows(
  { files }: Images,
  onImage: RowsOptions["onImage"],
): Promise<{ readonly x: Matrix; readonly measureMs: number; readonly withDecodingMs: number }> {
  const side = 64;
  const source = createTileSource(
    files,
    {
      ...{ channels: 1, height: side, width: side, tiles: "whole", page: { projection: "max" } },
      scaling: { kind: "percentile", low: 0.1, high: 99.9 },
    },
    { cacheBytes: 0 },
  );
  const rows: Float32Array[] = [];
  const begun = performance.now();
  let measuring = 0;
  for (const index of files.keys()) {
    for (const { data } of await source.load(index)) {
      const start = performance.now();
      rows.push(classicalInput({ channels: 1, height: side, width: side, data }, "measurements"));
      measuring += performance.now() - start;
    }
    onImage(index + 1, files.length);
  }
  return {
    x: stackRows(rows),
    measureMs: measuring / files.length,
    withDecodingMs: (performance.now() - begun) / files.length,
  };
}
