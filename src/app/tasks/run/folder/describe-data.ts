import type { PartitionedDataset } from "../../../../data/dataset/dataset.ts";
import { summarizePartition } from "../../../../data/partition/summarize-partition.ts";
import type { DataFacts, RunFacts } from "../../../../learning/report/report-input.ts";
import { commandLine } from "./command-line.ts";
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

/** What a report says of the training. */
export function describeRun(record: RunRecord): RunFacts {
  const { processor, cores, memoryGiB, system } = record.machine;
  return {
    spec: Object.fromEntries(
      Object.entries(record.spec).flatMap(([key, value]) =>
        typeof value === "string" || typeof value === "number" || typeof value === "boolean"
          ? [[key, value]]
          : [],
      ),
    ),
    seed: record.seed,
    versions: record.versions,
    dataHash: record.data.hash,
    machine: { processor, cores, "memory (GiB)": memoryGiB, system, threads: record.threads },
    timings: record.result?.timings ?? {},
    device: record.device,
    parameterCount: record.result?.parameterCount ?? null,
    command: commandLine("train", record.spec),
    methods: {
      ...record.model.methods,
      ...(record.model.backbone && { backbone: record.model.backbone }),
      ...(record.result?.choices === undefined ? {} : { choices: record.result.choices }),
    },
  };
}
