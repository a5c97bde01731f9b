import { join } from "node:path";
import type { BrokenImage } from "../../../data/dataset/dataset.ts";
import { writeTable } from "../../../data/phantoms/write-table.ts";
import { MorError, throwIfCancelled } from "../../../errors.ts";
import { writeWhole } from "../../../files/write-whole.ts";
import type { ExplainableModel } from "../../../learning/explanation/model/explainable-model.ts";
import { openExplainableModel } from "../../../learning/explanation/model/open-explainable-model.ts";
import { renderExplanationPage } from "../../../learning/report/explanation-page.ts";
import type { ExplanationFacts } from "../../../learning/report/report-input.ts";
import { createRandom, type Random } from "../../../tensor/random.ts";
import { type Effects, startStage } from "../effects.ts";
import { type OutputFolder, prepareOutputFolder, refuseOutputFolder } from "../output.ts";
import { findRunRecord } from "../run/folder/run-record.ts";
import { versions } from "../run/folder/versions.ts";
import { checkBroken } from "../run/inputs/check-broken.ts";
import { findModelFile } from "../run/inputs/find-model-file.ts";
import {
  type ChosenImages,
  checkMasks,
  chooseGivenImages,
  chooseOwnImages,
  type ImageToExplain,
} from "./choice/choose-images.ts";
import { chooseClass, chooseLayerName, chooseMethods } from "./choice/choose-methods.ts";
import { withSoundMasks } from "./choice/sound-masks.ts";
import { classifyImages, type Verdict } from "./classify-images.ts";
import type { ExplainSpec } from "./explain-spec.ts";
import type { Explainer } from "./explainer.ts";
import { explanationFiles, isExplanationFile } from "./explanation-files.ts";
import { type ExplanationRecord, imageRecords, methodFacts, methodRecord } from "./explanation-record.ts";
import { countTests, warningsOf } from "./faithfulness/judge-tests.ts";
import { type FaithfulnessTests, testFaithfulness } from "./faithfulness/test-faithfulness.ts";
import { type OwnRun, openOwnRun, publishInRun } from "./own-run.ts";
import { explainImages } from "./pictures/explain-images.ts";
import { createMeanMaps } from "./pictures/mean-maps.ts";

export interface ExplainResult
  extends Pick<ExplanationRecord, "faithfulness" | "testedImages" | "warnings" | "broken"> {
  readonly out: string;
  readonly report: string;
  /** The run's own report, where it was written anew. */
  readonly runReport?: string | undefined;
  readonly images: number;
  readonly methods: readonly string[];
  readonly layer?: string | undefined;
}

/** Pictures in a report at most: it is one file. */
const picturesInReport = 12;

/** Shows what verdicts rest on, image by image, and tests whether that can be believed. */
export async function explain(spec: ExplainSpec, effects: Effects): Promise<ExplainResult> {
  const file = await findModelFile({ run: spec.run, precision: "float32" });
  const opened = await openExplainableModel(file, { threads: spec.threads });
  try {
    return await explainWith(opened, file, spec, effects);
  } finally {
    await opened.model.close();
  }
}

async function explainWith(
  { model, metadata }: Awaited<ReturnType<typeof openExplainableModel>>,
  file: string,
  spec: ExplainSpec,
  effects: Effects,
): Promise<ExplainResult> {
  refuseInt8(model, file);
  const methods = chooseMethods(spec.method, model);
  const layer = chooseLayerName(spec.layer, methods, model);
  if (spec.layer !== undefined && layer === undefined) {
    effects.warn(`--layer ${spec.layer} has no effect: no method that was asked for takes maps at a layer.`);
  }
  const target = chooseClass(spec.class, metadata.classes);
  const folder = outputOf(spec, effects);
  await refuseOutputFolder(spec.out, folder);
  const run = spec.image.length === 0 ? await openOwnRun(spec.run, effects) : undefined;
  const seed = spec.seed ?? run?.record.seed ?? (await seedOf(spec.run));
  const random = createRandom(seed);
  const chosen = await chooseImages(spec, run, random, effects);
  checkMasks(chosen, spec, effects);
  const all = [...new Set([...chosen.explained, ...chosen.tested])];
  const { verdicts, broken } = await classifyImages(file, all, spec, effects);
  checkBroken(broken, all.length, spec.maxBroken, effects);
  const { explained, tested } = await withSoundMasks(readableOf(chosen, verdicts), spec, effects);
  // What an earlier call has written goes only now: up to here the input may turn out to be no good.
  await prepareOutputFolder(spec.out, folder);
  const { signal } = effects;
  const explainer: Explainer = {
    model,
    metadata,
    methods,
    layer,
    target,
    verdicts,
    random,
    threads: spec.threads,
    signal,
  };
  const tests = await testFaithfulness(tested, explainer, effects);
  const warnings = [
    ...new Set([...tests.tests.values()].flatMap(({ faithfulness }) => warningsOf(faithfulness))),
  ];
  const meanMaps = createMeanMaps(methods);
  const { rows, pictures } = await explainImages(
    explained,
    explainer,
    { out: spec.out, picturesKept: picturesInReport, doubtful: doubtfulMethods(tests), meanMaps },
    effects,
  );
  const stage = startStage(effects, "Writing tables and the report");
  const record: ExplanationRecord = {
    format: 1,
    created: effects.now().toISOString(),
    versions: versions(),
    seed,
    run: spec.run,
    classes: metadata.classes,
    layer,
    methods: methods.map(({ name, title, signed, source }) => ({ name, title, signed, source })),
    images: imageRecords(rows, explained, verdicts),
    testedImages: tests.images,
    faithfulness: Object.fromEntries([...tests.tests].map(([name, test]) => [name, methodRecord(test)])),
    warnings,
    broken,
  };
  const facts: ExplanationFacts = {
    images: explained.length,
    part: run?.part,
    tested: tests.images,
    layer,
    explainedClass: spec.class,
    methods: methods.map((method) => methodFacts(method, tests)),
    pictures,
    meanMaps: await meanMaps.forReport(),
  };
  throwIfCancelled(signal);
  await writeTable(join(spec.out, explanationFiles.table), rows);
  if (tests.objects.length > 0) await writeTable(join(spec.out, explanationFiles.objects), tests.objects);
  const mean = await meanMaps.draw();
  if (mean) await writeWhole(join(spec.out, explanationFiles.meanMaps), mean);
  const report = join(spec.out, explanationFiles.report);
  const generated = effects.now().toISOString().slice(0, 16).replace("T", " ");
  await writeWhole(report, renderExplanationPage(facts, { run: spec.run, generated }));
  await writeWhole(join(spec.out, explanationFiles.record), `${JSON.stringify(record, undefined, 2)}\n`);
  stage.end();
  for (const warning of warnings) effects.warn(warning);
  const runReport = run && (await publishInRun(run, { facts, versions: versions(), seed }, effects));
  return {
    out: spec.out,
    report,
    runReport,
    images: explained.length,
    methods: methods.map(({ name }) => name),
    layer,
    testedImages: tests.images,
    faithfulness: record.faithfulness,
    warnings,
    broken: broken satisfies readonly BrokenImage[],
  };
}

function outputOf({ run, image, masks, force }: ExplainSpec, { now }: Effects): OutputFolder {
  const inputs = [run, ...image, ...(masks === undefined ? [] : [masks])];
  return { madeBy: "explain", force, owns: isExplanationFile, inputs, now };
}

function chooseImages(
  spec: ExplainSpec,
  run: OwnRun | undefined,
  random: Random,
  effects: Effects,
): Promise<ChosenImages> {
  return run
    ? chooseOwnImages(run.dataset, run.part, spec, random.fork("images"))
    : chooseGivenImages(spec, random.fork("images"), effects);
}

/** @throws MorError `dataset-invalid` when none of those to explain can be read. */
function readableOf(
  { explained, tested }: ChosenImages,
  verdicts: ReadonlyMap<string, Verdict>,
): ChosenImages {
  const readable = ({ path }: ImageToExplain): boolean => verdicts.has(path);
  const left = { explained: explained.filter(readable), tested: tested.filter(readable) };
  if (left.explained.length > 0) return left;
  throw new MorError(
    "dataset-invalid",
    `Expected images that can be read, got none of ${explained.length} (${explained[0]?.path ?? ""})`,
    { hint: "Mend or replace them." },
  );
}

async function seedOf(run: string): Promise<number> {
  return (await findRunRecord(run).catch(() => undefined))?.seed ?? 0;
}

/** By name, what stands below the maps of a method that fails some test. */
function doubtfulMethods({ tests }: FaithfulnessTests): ReadonlyMap<string, string> {
  return new Map(
    [...tests].flatMap(([name, { faithfulness }]) => {
      const { made, passed } = countTests(faithfulness);
      const failed = made - passed;
      if (failed === 0) return [];
      return [[name, failed === made ? "fails all tests" : `fails ${failed} of ${made} tests`] as const];
    }),
  );
}

/** Rounded arithmetic has no gradients, and nothing is gained by explaining a copy. */
function refuseInt8({ network }: ExplainableModel, path: string): void {
  const narrow = network?.graph.nodes.find(({ op }) => /quantize|integer|qlinear/i.test(op));
  if (!narrow) return;
  throw new MorError("usage", `Expected a model in float32, got one in 8 bits (${path})`, {
    hint: "Give the run folder, or its model.onnx: the 8-bit copy decides in nearly the same way.",
    path,
  });
}
