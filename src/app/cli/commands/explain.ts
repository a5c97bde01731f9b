import { type ExplainResult, explain } from "../../tasks/explain/explain.ts";
import { explainSpec } from "../../tasks/explain/explain-spec.ts";
import { type Command, defineCommand } from "../command.ts";
import { formatTable } from "../terminal/table.ts";

export const explainCommand: Command = defineCommand({
  spec: explainSpec,
  task: explain,
  positionals: ["run", "image"],
  examples: [
    {
      purpose: "images of the run's own, and a section in its report",
      line: "mor explain runs/leaf --out why",
    },
    {
      purpose: "new images, by every method",
      line: "mor explain runs/leaf new-images --method all --out why",
    },
    {
      purpose: "what speaks for another class, at an earlier layer",
      line: "mor explain runs/leaf leaf-17.tif --class pex_elongated --layer block2.second --out why",
    },
    {
      purpose: "maps alone, without the tests",
      line: "mor explain runs/leaf new-images --faithfulness 0 --out why",
    },
  ],
  print: formatExplained,
});

function formatExplained(result: ExplainResult): string {
  const { images, methods, layer, testedImages, faithfulness, broken, out, report, runReport } = result;
  const tested = Object.entries(faithfulness);
  const hasMasks = tested.some(([, { pointingGame }]) => pointingGame !== undefined);
  const hasNetwork = tested.some(([, { randomisation }]) => randomisation !== undefined);
  const right = (title: string) => ({ title, align: "right" as const });
  const table = formatTable(
    [
      { title: "method" },
      right("deletion (chance)"),
      right("insertion (chance)"),
      ...(hasMasks ? [right("pointing (chance)")] : []),
      ...(hasNetwork ? [right("forgetting")] : []),
    ],
    tested.map(([name, scores]) => [
      name,
      beside(scores.deletionAuc, scores.randomDeletionAuc),
      beside(scores.insertionAuc, scores.randomInsertionAuc),
      ...(hasMasks ? [beside(scores.pointingGame, scores.pointingChance)] : []),
      ...(hasNetwork ? [number(scores.randomisation)] : []),
    ]),
  );
  const notes = [
    `Explained ${countOf(images)} by ${methods.join(", ")}${layer === undefined ? "" : `; class activation maps at ${layer}`}.`,
    ...(testedImages > 0
      ? [
          `Tested on ${countOf(testedImages)}: deletion and forgetting should be low, insertion and pointing high.`,
        ]
      : []),
    ...(broken.length > 0
      ? [`${countOf(broken.length)} could not be read and ${broken.length === 1 ? "was" : "were"} left out.`]
      : []),
  ];
  const files = [`Pictures  ${out}`, `Report    ${report}`, ...(runReport ? [`          ${runReport}`] : [])];
  return [...(tested.length > 0 ? [table] : []), notes.join("\n"), files.join("\n")].join("\n\n");
}

function countOf(images: number): string {
  return `${images} ${images === 1 ? "image" : "images"}`;
}

interface Estimated {
  readonly value: number | null;
}

function beside(estimate: Estimated | undefined, chance: Estimated | undefined): string {
  return `${number(estimate)} (${number(chance)})`;
}

function number(estimate: Estimated | undefined): string {
  return estimate?.value == null ? "-" : estimate.value.toFixed(2);
}
