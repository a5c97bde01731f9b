import { intervalName, summarizeHeadline } from "./headline.ts";
import {
  formatCount,
  formatDecimal,
  formatInterval,
  formatPercent,
  formatPercentNumber,
  formatSignificant,
} from "./number-text.ts";
import type { MethodFacts, ReportInput } from "./report-input.ts";
import { capitalize, clusterNoun, countOf, levelNoun, listOf, partName } from "./wording.ts";

/**
 * Paragraphs for the methods part of a paper, made of the run's facts alone: what is not known is not said.
 * The first is on the data, the second on the training (absent when nothing was trained), then scores and software.
 */
export function writeMethods(input: ReportInput): readonly string[] {
  const paragraphs = [
    describeData(input),
    describeTraining(input),
    describeScores(input),
    describeSoftware(input),
  ];
  return paragraphs.map((sentences) => sentences.filter(Boolean).join(" ")).filter(Boolean);
}

function describeData({ data, run }: ReportInput): string[] {
  if (data.counts.length === 0) return [];
  const sums = data.classes.map((_, index) =>
    data.counts.reduce((sum, { perClass }) => sum + (perClass[index] ?? 0), 0),
  );
  const total = sums.reduce((sum, n) => sum + n, 0);
  const sizes =
    data.classes.length <= 8
      ? data.classes.map((label, index) => `${label}, n = ${formatCount(sums[index] ?? 0)}`).join("; ")
      : `${formatCount(Math.min(...sums))} to ${formatCount(Math.max(...sums))} images each`;
  return [
    `The data set comprised ${countOf(total, "image")} in ${countOf(data.classes.length, "class")} (${sizes}).`,
    data.broken.length > 0
      ? `Of the files found, ${countOf(data.broken.length, "image")} could not be read and ${data.broken.length === 1 ? "was" : "were"} left out.`
      : "",
    describeParts(data, run.seed),
    data.duplicates.length > 0
      ? `A search for duplicates found ${countOf(data.duplicates.length, "pair")} of identical or nearly identical images, ${data.duplicates.filter(({ acrossParts }) => acrossParts).length} of them across parts.`
      : "",
  ];
}

function describeParts({ counts, partition, groupName }: ReportInput["data"], seed: number | null): string {
  if (counts.length < 2) return "";
  const parts = listOf(counts.map(({ part }) => partName(part).replace(/ part$/, "")));
  const sizes = listOf(
    counts.map(({ perClass, groups }) => {
      const images = countOf(
        perClass.reduce((sum, n) => sum + n, 0),
        "image",
      );
      return groups === null ? images : `${images} from ${countOf(groups, groupName ?? "group")}`;
    }),
  );
  if (partition === undefined) return `There were ${parts} parts (${sizes}).`;
  const how =
    partition.origin === "given"
      ? "as given with the data"
      : partition.grouped
        ? `at random by ${groupName ?? "group"}`
        : "at random";
  const stratified = partition.stratified ? ", stratified by class," : "";
  const apart = partition.grouped
    ? `, so that no ${groupName ?? "group"} contributed images to more than one part`
    : "";
  const seeded = partition.origin === "drawn" && seed !== null ? `; seed ${seed}` : "";
  return `Images were partitioned ${how}${stratified} into ${parts} parts (${sizes}${seeded})${apart}.`;
}

function describeTraining({ run, history, bestEpoch }: ReportInput): string[] {
  const facts = run.methods;
  if (facts === undefined || history.length === 0) return [];
  const weights = run.parameterCount === null ? "" : ` (${formatCount(run.parameterCount)} parameters)`;
  const size = facts.inputSize
    ? ` on inputs of ${facts.inputSize.width} × ${facts.inputSize.height} pixels and ${countOf(facts.inputSize.channels, "channel")}`
    : "";
  const epochs = facts.epochs ?? history.length;
  const kept =
    bestEpoch === null || facts.training === "head" || facts.training === "classical"
      ? ""
      : `The weights of epoch ${bestEpoch} were kept, which had the best ${facts.selection ?? "validation accuracy"}.`;
  const name = facts.architecture ?? "convolutional neural network";
  const steps = `${size} for ${countOf(epochs, "epoch")}${describeOptimizer(facts)}`;
  const trained = {
    scratch: `A ${name}${weights} was trained from scratch${steps}.`,
    "fine-tuned": `${capitalize(name)}${weights} was fine-tuned${steps}.`,
    head: `${capitalize(name)}${weights} was trained${size}.`,
    classical: `A classifier, ${name}, was trained${size}.`,
  }[facts.training ?? "scratch"];
  return [
    trained,
    ...describeBackbone(facts.backbone),
    facts.choices ? `Training settled on ${facts.choices}.` : "",
    facts.intensity ? `${capitalize(facts.intensity)}.` : "",
    facts.augmentation?.length ? `Training images alone were augmented (${listOf(facts.augmentation)}).` : "",
    facts.balancedSampling ? "Classes were sampled equally often." : "",
    kept,
    facts.inference ? `Predictions were made by ${facts.inference}.` : "",
  ];
}

function describeBackbone(backbone: MethodFacts["backbone"]): string[] {
  if (backbone === undefined) return [];
  const { name, weights, licence, citation, address } = backbone;
  const origins: Readonly<Record<string, string>> = {
    imagenet: "had been trained on ImageNet",
    "formula-driven": "had been trained on fluorescence images made by rule, and come with the program",
    "rule-made": "were made by a rule and know nothing of images",
  };
  return [
    `The weights of ${name} ${origins[weights] ?? "came from a file of the user"}${address ? ` (${address})` : ""}${licence ? `; licence: ${licence}` : ""}.`,
    citation ? `${citation.replace(/\.$/, "")}.` : "",
  ];
}

function describeOptimizer({
  optimizer,
  learningRate,
  schedule,
  batchSize,
  labelSmoothing,
}: MethodFacts): string {
  const rate = learningRate === undefined ? "" : `learning rate ${formatSignificant(learningRate)}`;
  const details = [
    schedule ? `${schedule} schedule` : "",
    rate,
    batchSize === undefined ? "" : `batch size ${batchSize}`,
    labelSmoothing ? `label smoothing ${formatSignificant(labelSmoothing)}` : "",
  ].filter(Boolean);
  if (optimizer === undefined) return details.length > 0 ? ` (${details.join(", ")})` : "";
  return ` with ${optimizer}${details.length > 0 ? ` (${details.join(", ")})` : ""}`;
}

function describeScores(input: ReportInput): string[] {
  const headline = summarizeHeadline(input);
  if (headline === undefined) return [];
  const { set, right } = headline;
  const noun = levelNoun(headline.level, input.data);
  const interval = formatInterval(set.accuracy, formatPercentNumber);
  const clusters = clusterNoun(input.data, headline.level);
  const made = {
    wilson: `, ${intervalName(set, clusters)}`,
    bootstrap: `, bootstrap over ${countOf(set.clusters, clusters)}`,
    none: "",
  }[set.accuracy.method];
  const other = (
    [
      ["balanced accuracy", set.balancedAccuracy],
      ["macro F1", set.macroF1],
      ["macro AUC", set.macroAuc],
    ] as const
  ).flatMap(([name, estimate]) => {
    if (estimate.value === null) return [];
    const range = formatInterval(estimate);
    return [`${name} was ${formatDecimal(estimate.value)}${range ? ` (${range})` : ""}`];
  });
  const bootstrapped = [set.balancedAccuracy, set.macroF1, set.macroAuc].some(
    ({ method }) => method === "bootstrap",
  );
  return [
    `On the ${partName(input.metrics.part)}, ${formatCount(right)} of ${countOf(set.count, noun)} were classified correctly (accuracy ${formatPercent(set.accuracy.value)}${interval ? `, 95 % confidence interval ${interval} %${made}` : ""}).`,
    other.length > 0 ? `${capitalize(listOf(other))}.` : "",
    bootstrapped ? `Their intervals come from a bootstrap over ${countOf(set.clusters, clusters)}.` : "",
  ];
}

function describeSoftware({ run }: ReportInput): string[] {
  const software = Object.entries(run.versions).map(([name, version]) => `${name} ${version}`);
  const hash = run.dataHash === null ? "" : ` The data set is identified by SHA-256 ${run.dataHash}.`;
  const used = software.length > 0 ? `Software: ${software.join(", ")}.` : "";
  return [
    `${used} The approach follows Li et al. (2021, doi:10.1093/plphys/kiab223); computations ran on ONNX Runtime${run.device === null ? "" : ` (device ${run.device})`}.${hash}`,
  ];
}
