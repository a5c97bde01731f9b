import { MorError } from "../../../errors.ts";
import { type StudyResult, study } from "../../tasks/study/study.ts";
import { studySpec } from "../../tasks/study/study-spec.ts";
import { type Command, defineCommand } from "../command.ts";
import { formatEstimate } from "../terminal/metrics-text.ts";
import { formatCount, formatDuration } from "../terminal/progress-line.ts";
import { formatTable } from "../terminal/table.ts";

export const studyCommand: Command = defineCommand({
  spec: studySpec,
  task: study,
  positionals: ["data"],
  examples: [
    {
      purpose: "the twelve models of the paper, plants on one side",
      line: "mor study leaf --by plant --models paper --out study",
    },
    {
      purpose: "three models, five-fold cross-validation, doubtful labels, a forecast",
      line: "mor study leaf --by plant --models mobilenet-v2,densenet121,forest-measurements --folds 5 --label-noise --learning-curve --out study",
    },
    {
      purpose: "go on after a stop, with one more model",
      line: "mor study leaf --by plant --models paper,resnet --out study --resume",
    },
    {
      purpose: "see that all works without the weights of ImageNet",
      line: "mor study phantoms --by plant --models paper --weights rule-made --size 96 --out study",
    },
  ],
  print: formatStudy,
  shortfall: ({ failures, models, report }) => {
    if (failures.length === 0) return;
    const total = failures.length + models.length;
    return new MorError(
      "run-invalid",
      `Expected results of ${total} models, got ${models.length}; without one: ${failures.map(({ name }) => name).join(", ")} (${report})`,
      { hint: "The reasons stand above. Mend them, and go on with the same command and --resume." },
    );
  },
});

function formatStudy(result: StudyResult): string {
  const { models, failures, forecasts } = result;
  const grouped = models.some(({ groupAccuracy }) => groupAccuracy !== null);
  const right = (title: string) => ({ title, align: "right" as const });
  const table = formatTable(
    [
      { title: "model" },
      right("accuracy"),
      { title: "letters" },
      ...(grouped ? [right("per group")] : []),
      right("macro AUC"),
      right("calibration error"),
      right("training"),
      right("images/s"),
      right("parameters"),
    ],
    models.map((row) => [
      row.name,
      formatEstimate(row.accuracy),
      row.letters,
      ...(grouped ? [row.groupAccuracy === null ? "-" : formatEstimate(row.groupAccuracy)] : []),
      formatEstimate(row.macroAuc),
      row.calibrationError.value?.toFixed(3) ?? "-",
      formatDuration(1000 * row.trainSeconds),
      row.imagesPerSecond === null ? "-" : row.imagesPerSecond.toPrecision(3),
      formatCount(row.parameterCount),
    ]),
  );
  const files = [
    ["Report", result.report],
    ["Comparison", result.comparison],
    ["Doubtful labels", result.doubtfulLabels],
    ["Learning curve", result.learningCurve],
  ].flatMap(([title = "", file]) => (file === undefined ? [] : [`${title.padEnd(17)}${file}`]));
  return [
    `${formatCount(result.images)} scored images; models that share a letter were not found to differ.`,
    table,
    ...forecasts.map(({ name, sentence }) => `${name}: ${sentence}`),
    ...(failures.length > 0
      ? [["Without a result:", ...failures.map(({ name, reason }) => `  ${name}: ${reason}`)].join("\n")]
      : []),
    files.join("\n"),
  ].join("\n\n");
}
