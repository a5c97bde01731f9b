import { makePartition, type PartitionResult, partitionSpec } from "../../tasks/data/partition.ts";
import { type Command, defineCommand } from "../command.ts";
import { formatDuplicates, formatParts, formatWarnings } from "../terminal/dataset-text.ts";

export const partitionCommand: Command = defineCommand({
  spec: partitionSpec,
  task: makePartition,
  positionals: ["data"],
  examples: [
    { purpose: "8:1:1, stratified by class", line: "mor partition leaf --out leaf/manifest.csv" },
    {
      purpose: "no plant on two sides, the plant being part of the file names",
      line: "mor partition leaf --out manifest.csv --by-pattern 'plant-(\\d+)' --ratio 7:1:2 --seed 1",
    },
    {
      purpose: "five-fold cross-validation: manifest-fold-1.csv to manifest-fold-5.csv",
      line: "mor partition leaf/manifest.csv --by plant --folds 5 --out manifest.csv",
    },
  ],
  print: formatPartition,
});

function formatPartition({ manifests, broken, warnings }: PartitionResult): string {
  const blocks = manifests.flatMap(({ file, parts, duplicates }) => [
    `Wrote ${file}`,
    formatParts(parts),
    ...formatDuplicates(duplicates),
  ]);
  return [...blocks, ...formatWarnings(warnings, broken)].join("\n\n");
}
