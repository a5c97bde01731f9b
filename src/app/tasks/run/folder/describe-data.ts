import type { PartitionedDataset } from "../../../../data/dataset/dataset.ts";
import { summarizePartition } from "../../../../data/partition/summarize-partition.ts";
import type { DataFacts } from "../../../../learning/report/report-input.ts";
import type { RunRecord } from "./run-record.ts";

/** What a report says of the images. */
export function describeData(data: RunRecord["data"], dataset: PartitionedDataset): DataFacts {
  const { grouped } = data.partition;
  return {
    classes: dataset.classes,
    counts: summarizePartition(dataset)
      .filter(({ samples }) => samples > 0)
      .map(({ part, perClass, groups }) => ({
        part,
        perClass: perClass.map(({ samples }) => samples),
        groups: grouped ? groups : null,
      })),
    ...(data.groupName === undefined ? {} : { groupName: data.groupName }),
    partition: data.partition,
    warnings: data.warnings,
    broken: data.broken,
    duplicates: data.duplicates.map(({ kind, paths: [first, second], parts }) => ({
      first,
      second,
      kind,
      acrossParts: parts.length > 1,
    })),
  };
}
