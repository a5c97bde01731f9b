import {
  formatCount,
  formatDecimal,
  formatDuration,
  formatInterval,
  formatPercent,
  formatPercentNumber,
} from "../number-text.ts";
import { capitalize, countOf, listOf, partName, pluralOf } from "../wording.ts";
import type { RankedModel } from "./ranked-models.ts";
import { summarizeStudy } from "./study-headline.ts";
import type { StudyReportInput } from "./study-input.ts";
import { formatP } from "./study-numbers.ts";

export interface MethodsParagraph {
  readonly title: string;
  readonly text: string;
}

/** Text for the results and methods of a paper, made of the study's facts alone: what is not known is not said. */
export function writeStudyMethods(
  input: StudyReportInput,
  models: readonly RankedModel[],
): readonly MethodsParagraph[] {
  const paragraphs: readonly (readonly [title: string, sentences: readonly string[]])[] = [
    ["Results", describeResults(input, models)],
    ["Images", describeImages(input)],
    ["Models", describeModels(models)],
    ["Statistics", describeStatistics(input, models)],
    ["Number of images", describeForecast(input)],
    ["Labels", describeLabels(input)],
    ["Computation", describeComputation(input)],
  ];
  return paragraphs
    .map(([title, sentences]) => ({ title, text: sentences.filter(Boolean).join(" ") }))
    .filter(({ text }) => text !== "");
}

function describeResults(input: StudyReportInput, models: readonly RankedModel[]): string[] {
  const headline = summarizeStudy(input, models);
  if (headline === undefined) return [];
  const ranked = models.map(({ title, image }) => {
    const interval = formatInterval(image.accuracy, formatPercentNumber);
    return `${title} ${formatPercent(image.accuracy.value)}${interval ? ` (${interval})` : ""}`;
  });
  const { best } = headline;
  const auc = formatInterval(best.image.macroAuc);
  const group = best.metrics.levels.group;
  const groupName = input.data.groupName ?? "group";
  const verdicts = group
    ? ` and named ${formatPercent(group.accuracy.value)} of ${countOf(group.count, groupName)} correctly from the mean of ${groupName === "group" ? "its" : `each ${groupName}’s`} images`
    : "";
  return [
    headline.result,
    `It reached a macro AUC of ${formatDecimal(best.image.macroAuc.value)}${auc ? ` (${auc})` : ""}${verdicts}.`,
    headline.lead,
    headline.peers,
    models.length > 1 ? `Accuracies, with 95 % intervals: ${ranked.join("; ")}.` : "",
  ];
}

function describeImages({ data, folds, reproduce, comparison }: StudyReportInput): string[] {
  const images = data.counts.reduce((sum, { perClass }) => sum + perClass.reduce((all, n) => all + n, 0), 0);
  const group = data.groupName ?? "group";
  const apart = data.partition?.grouped ? `, keeping all images of one ${group} on one side` : "";
  const stratified = data.partition?.stratified ? ", stratified by class" : "";
  const seed = reproduce.seed === null ? "" : ` (seed ${reproduce.seed})`;
  const parts = listOf(
    data.counts.map(({ part, perClass }) => {
      const size = perClass.reduce((sum, n) => sum + n, 0);
      return `${formatCount(size)} in the ${partName(part)}`;
    }),
  );
  const how =
    folds > 1
      ? `They were divided into ${folds} folds${stratified}${apart}${seed}; each fold was predicted by models trained on the others, and the predictions were pooled.`
      : data.partition?.origin === "given"
        ? "The parts were those given with the data."
        : `They were partitioned once${stratified}${apart}${seed}; every model saw the same parts.`;
  return [
    data.counts.length > 0
      ? `The data set comprised ${countOf(images, "image")} in ${countOf(data.classes.length, "class")}${data.counts.length > 1 ? `: ${parts}` : ""}.`
      : `There were ${countOf(data.classes.length, "class")}.`,
    how,
    `All models were scored on the same ${countOf(comparison.images, "image")}; where images were cut into tiles, the probabilities of an image are the mean of those of its tiles, and those of a ${group} the mean of those of its images.`,
    data.duplicates.length > 0
      ? `A search for duplicates found ${countOf(data.duplicates.length, "pair")} of identical or nearly identical images, ${data.duplicates.filter(({ acrossParts }) => acrossParts).length} of them across parts.`
      : "",
  ];
}

function describeModels(models: readonly RankedModel[]): string[] {
  const families = new Map<string, string[]>();
  for (const { title, family, methods } of models) {
    const key = methods === undefined ? `${capitalize(family)}.` : methods;
    families.set(key, [...(families.get(key) ?? []), title]);
  }
  const rule = models.filter(({ weights }) => weights?.origin === "rule-made");
  return [
    ...[...families].map(([words, titles]) => `${listOf(titles)}: ${words}`),
    rule.length > 0
      ? `The weights of ${listOf(rule.map(({ title }) => title))} were made by a rule and not learnt from ImageNet.`
      : "",
  ];
}

function describeStatistics(
  { comparison, data }: StudyReportInput,
  models: readonly RankedModel[],
): string[] {
  const { clusters, resamples, level, pairs, decidedBy, grouped } = comparison;
  const group = grouped ? (data.groupName ?? "group") : "image";
  const wilson = models.some(({ image }) => image.accuracy.method === "wilson");
  const percent = Math.round(level * 100);
  const smallest = Math.min(...pairs.map(({ mcnemar }) => mcnemar.correctedExact));
  return [
    wilson
      ? "Intervals of accuracies are Wilson score intervals; those of other measures come from a bias-corrected percentile bootstrap."
      : `Intervals come from a bias-corrected percentile bootstrap that draws whole ${pluralOf(group)}, with Student’s t for few of them.`,
    "The expected calibration error has 15 bins of equal width.",
    resamples > 0 && pairs.length > 0
      ? `Differences of models were taken on the same images in the same ${formatCount(resamples)} resamples of ${countOf(clusters, group)}.`
      : "",
    pairs.length === 0
      ? ""
      : decidedBy === "bootstrap"
        ? `A difference is called real when the two-sided p value of this paired bootstrap, corrected for ${countOf(pairs.length, "pair")} after Holm, is below ${formatDecimal(1 - level, 2)}. McNemar’s exact test, which takes images as independent although several come from one ${group}, is given in comparison.csv (smallest corrected p ${formatP(smallest)}).`
        : `A difference is called real when the p value of McNemar’s exact test, corrected for ${countOf(pairs.length, "pair")} after Holm, is below ${formatDecimal(1 - level, 2)}; mid-p values and a paired bootstrap are given in comparison.csv.`,
    `Intervals (${percent} %) tell what other images of the same kind would change. They do not hold what training again from another seed, or another choice of settings, would change.`,
  ];
}

function describeForecast({ learningCurves = [] }: StudyReportInput): string[] {
  const [first] = learningCurves;
  if (first === undefined) return [];
  const sizes = [...new Set(first.curve.points.map(({ images }) => images))];
  return [
    `Models were trained on ${listOf(sizes.map(formatCount))} images and scored on the same held-out images.`,
    "The share wrong was fitted as floor + scale × images^(−rate) by weighted least squares (floor and scale not below 0, rate from 0.05 to 2); intervals of forecasts come from refitting resampled points.",
    "More images are called worth taking when at least 90 % of the resampled curves gain a percentage point as the images double, not worth taking when at most 10 % do.",
  ];
}

function describeLabels({ doubtfulLabels }: StudyReportInput): string[] {
  if (doubtfulLabels === undefined) return [];
  const { result } = doubtfulLabels;
  return [
    `Doubtful labels were sought by confident learning (Northcutt et al. 2021, prune by noise rate) on the mean probabilities of ${countOf(result.models.length, "model")} for images that they were not trained on; ${formatCount(result.labels.length)} of ${countOf(result.images, "image")} ${result.labels.length === 1 ? "was" : "were"} listed. No label was changed.`,
  ];
}

function describeComputation({ reproduce, models }: StudyReportInput): string[] {
  const software = Object.entries(reproduce.versions).map(([name, version]) => `${name} ${version}`);
  const machine = Object.entries(reproduce.machine).map(([name, value]) => `${name} ${value}`);
  const total = models.reduce((sum, { trainSeconds }) => sum + (trainSeconds ?? 0), 0);
  return [
    software.length > 0 ? `Software: ${software.join(", ")}.` : "",
    machine.length > 0 ? `Machine: ${machine.join("; ")}.` : "",
    total > 0 ? `Training took ${formatDuration(total)} in all.` : "",
    "The models and the tables of results follow Li et al. (2021, doi:10.1093/plphys/kiab223).",
  ];
}
