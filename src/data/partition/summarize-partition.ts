import type { Part, PartitionedDataset } from "../dataset/dataset.ts";
import { unitKey } from "./split-units.ts";

export interface PartSummary {
  readonly part: Part;
  readonly samples: number;
  /** Groups with a sample in this part; a sample without a group counts as one. */
  readonly groups: number;
  /** One row per class of the data set, in its order. */
  readonly perClass: readonly {
    readonly label: string;
    readonly samples: number;
    readonly groups: number;
  }[];
}

/** Counts samples and groups per part and class; always three rows: train, val, test. */
export function summarizePartition(dataset: PartitionedDataset): PartSummary[] {
  return (["train", "val", "test"] as const).map((part) => {
    const members = dataset.samples.filter((sample) => sample.part === part);
    const perClass = dataset.classes.map((label) => {
      const ofClass = members.filter((sample) => sample.label === label);
      return { label, samples: ofClass.length, groups: new Set(ofClass.map(unitKey)).size };
    });
    return { part, samples: members.length, groups: new Set(members.map(unitKey)).size, perClass };
  });
}
