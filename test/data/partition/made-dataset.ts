import { byCodePoint } from "../../../src/data/dataset/code-point-order.ts";
import type { Dataset, Part, Sample } from "../../../src/data/dataset/dataset.ts";

export interface MadeSample {
  readonly label: string;
  readonly name: string;
  readonly group?: string;
  readonly part?: Part;
}

/** A data set without files, as `openDataset` would give it: sorted by path. */
export function madeDataset(made: readonly MadeSample[]): Dataset {
  const samples = made
    .map(({ label, name, group, part }, number) => ({
      path: `${label}/${name}_${number}.png`,
      label,
      ...(group !== undefined && { group }),
      ...(part && { part }),
      columns: {},
    }))
    .sort((a, b) => byCodePoint(a.path, b.path))
    .map((sample, index): Sample => ({ index, file: `/data/${sample.path}`, ...sample }));
  const classes = [...new Set(samples.map(({ label }) => label))].sort(byCodePoint);
  return { root: "/data", classes, samples, broken: [], hash: "", warnings: [] };
}
