import { byCodePoint } from "../dataset/code-point-order.ts";
import type { Sample } from "../dataset/dataset.ts";

/** Samples that must stay together: a group, or one sample without a group. */
export interface SplitUnit {
  readonly key: string;
  /** Indices into the samples, in the order of their paths. */
  readonly members: readonly number[];
  /** Number of members of each class, by the class's position; classes without members are absent. */
  readonly counts: ReadonlyMap<number, number>;
}

/** Forms the units, sorted by their key, so that the order of the samples does not matter. */
export function splitUnits(samples: readonly Sample[], classes: readonly string[]): SplitUnit[] {
  const position = new Map(classes.map((label, index) => [label, index]));
  const order = samples.map((_, index) => index);
  order.sort((a, b) => byCodePoint(samples[a]?.path ?? "", samples[b]?.path ?? ""));
  const units = new Map<string, { members: number[]; counts: Map<number, number> }>();
  for (const index of order) {
    const sample = samples[index];
    const label = position.get(sample?.label ?? "");
    if (sample === undefined || label === undefined) continue; // a data set's classes hold the labels of all its samples
    const key = unitKey(sample);
    const unit = units.get(key) ?? { members: [], counts: new Map<number, number>() };
    unit.members.push(index);
    unit.counts.set(label, (unit.counts.get(label) ?? 0) + 1);
    units.set(key, unit);
  }
  return [...units].map(([key, unit]) => ({ key, ...unit })).sort((a, b) => byCodePoint(a.key, b.key));
}

/** The name of a sample's unit; the prefix keeps a group from meeting a path of the same name. */
export function unitKey(sample: Sample): string {
  return sample.group === undefined ? `path ${sample.path}` : `group ${sample.group}`;
}
