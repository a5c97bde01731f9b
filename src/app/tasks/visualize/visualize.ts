import { join, resolve } from "node:path";
import type { PartitionedDataset, PartitionedSample } from "../../../data/dataset/dataset.ts";
import { writeTable } from "../../../data/phantoms/write-table.ts";
import { MorError, throwIfCancelled } from "../../../errors.ts";
import { writeWhole } from "../../../files/write-whole.ts";
import { readPredictions } from "../../../learning/evaluation/predictions/read-predictions.ts";
import type {
  ExplainableModel,
  ExplainableNetwork,
} from "../../../learning/explanation/model/explainable-model.ts";
import {
  type OpenedExplainable,
  openExplainableModel,
} from "../../../learning/explanation/model/open-explainable-model.ts";
import { predictedClasses } from "../../../learning/metrics/confusion-matrix.ts";
import { createRandom } from "../../../tensor/random.ts";
import type { Effects } from "../effects.ts";
import { type OutputFolder, prepareOutputFolder, refuseOutputFolder } from "../output.ts";
import { inTurns } from "../quantize/calibration-images.ts";
import { openRunData } from "../run/folder/run-data.ts";
import {
  modelFileOf,
  type RunRecord,
  readRunRecord,
  requireFinished,
  runFiles,
} from "../run/folder/run-record.ts";
import { versions } from "../run/folder/versions.ts";
import { readMetrics } from "../run/score-run.ts";
import { chooseLayers, chooseWords } from "./choose-layers.ts";
import { embeddingGallery } from "./galleries/embedding.ts";
import { filterGallery } from "./galleries/filters.ts";
import {
  type GalleryContext,
  type GalleryId,
  type GalleryPart,
  galleryIds,
  type Verdict,
} from "./galleries/gallery.ts";
import { hiddenGallery } from "./galleries/hidden.ts";
import { meanCamGallery } from "./galleries/mean-cam.ts";
import { neighbourGallery } from "./galleries/neighbours.ts";
import { patchGallery } from "./galleries/patches.ts";
import { prototypeGallery } from "./galleries/prototypes.ts";
import { createInputPictures } from "./looking/input-pictures.ts";
import { lookAtImages } from "./looking/look-at-images.ts";
import { openOrganelleView } from "./looking/organelle-view.ts";
import { publishGalleries } from "./publish-galleries.ts";
import type { VisualizeSpec } from "./visualize-spec.ts";

/** The content of `gallery.json`. */
export interface VisualizeResult {
  readonly format: 1;
  readonly created: string;
  readonly seed: number;
  readonly versions: Readonly<Record<string, string>>;
  readonly out: string;
  /** Layers that were looked into. */
  readonly layers: readonly string[];
  /** Images of the train part and of the scored part that were looked at. */
  readonly images: { readonly train: number; readonly scored: number };
  readonly figures: readonly {
    readonly id: string;
    readonly title: string;
    readonly caption: string;
    readonly file: string;
  }[];
  readonly tables: readonly string[];
  /** The run's report, which shows the figures; absent when it shows others or could not be written. */
  readonly report?: string | undefined;
}

const recordName = "gallery.json";

/** Which galleries need layers with pixels. */
const needPixels: readonly GalleryId[] = ["hidden", "filters", "patches", "mean-cam"];

/** Writes figures of what a run's network has learnt, and of what the data set looks like to it. */
export async function visualize(spec: VisualizeSpec, effects: Effects): Promise<VisualizeResult> {
  const { run, threads } = spec;
  const wanted = chooseWords(spec.only ?? galleryIds.join(), galleryIds, "--only");
  const forms = chooseWords(spec.form, ["clear", "paper"] as const, "--form");
  const record = await readRunRecord(run);
  const { scoredPart } = requireFinished(record, run);
  const gallery = join(run, "gallery");
  const out = spec.out ?? gallery;
  const folder = outputOf(spec, record, effects);
  await refuseOutputFolder(out, folder);
  const metrics = await readMetrics(run);
  const dataset = await openRunData(run, record, effects);
  const seed = spec.seed ?? record.seed;
  const random = createRandom(seed);
  const { model, metadata, eyes } = await openEyes(record, dataset, spec);
  try {
    const network = networkOf(model, run);
    const layers = eyes === "own" ? chooseLayers(network.layers, spec.layer) : [];
    const ids =
      eyes === "own" ? withoutPixels(wanted, network, spec, effects) : withoutNetwork(wanted, spec, effects);
    const chosen = chooseImages(dataset, spec, scoredPart, seed);
    const { classes, preprocessing } = metadata;
    const looked = await lookAtImages(chosen, { model, network, layers, classes, preprocessing }, effects);
    const context: GalleryContext = {
      model,
      network,
      classes,
      scoredPart,
      verdicts: await readVerdicts(run),
      layers,
      filters: spec.filters,
      forms,
      eyes,
      looked,
      pictures: createInputPictures(looked),
      threads,
      random,
      effects,
    };
    const parts = await makeGalleries(context, ids);
    const figures = parts.flatMap((part) => part.figures);
    throwIfCancelled(effects.signal);
    const result: VisualizeResult = {
      format: 1,
      created: effects.now().toISOString(),
      seed,
      versions: versions(),
      out,
      layers: layers.map(({ name }) => name),
      images: { train: looked.of("train").length, scored: looked.of(scoredPart).length },
      figures: figures.map(({ id, title, caption }) => ({ id, title, caption, file: `${id}.png` })),
      tables: parts.flatMap(({ tables = [] }) => tables.map(({ file }) => file)),
    };
    // All is made: what follows is written without a stop between.
    await prepareOutputFolder(out, folder);
    await writeParts(out, parts);
    await writeWhole(
      join(out, recordName),
      `${JSON.stringify({ ...result, out: undefined }, undefined, 2)}\n`,
    );
    const origin = { ...result, own: resolve(out) === resolve(gallery) };
    return {
      ...result,
      report: await publishGalleries(origin, figures, { run, record, dataset, metrics }, effects),
    };
  } finally {
    await model.close();
  }
}

function outputOf({ run, force }: VisualizeSpec, { data }: RunRecord, { now }: Effects): OutputFolder {
  const written = /^[\w.-]+\.png$|^(embedding|neighbours)\.csv$/;
  return {
    madeBy: "visualize",
    force,
    owns: (path) => path === recordName || written.test(path),
    inputs: [run, data.root],
    now,
  };
}

/** The run's own network, or that of the package where the model is a classical one. */
async function openEyes(
  record: RunRecord,
  dataset: PartitionedDataset,
  { run, threads }: VisualizeSpec,
): Promise<OpenedExplainable & Pick<GalleryContext, "eyes">> {
  const own = await openExplainableModel(join(run, modelFileOf(record)), { threads });
  if (own.model.network) return { ...own, eyes: "own" };
  await own.model.close();
  return { ...(await openOrganelleView(own.metadata, dataset, threads)), eyes: "organelle" };
}

/** What can be shown of a data set by other eyes than the model's. */
const needNoNetwork: readonly GalleryId[] = ["embedding", "neighbours"];

/** @throws MorError `run-invalid` where only galleries of a network are asked for. */
function withoutNetwork(
  wanted: readonly GalleryId[],
  { run, layer }: VisualizeSpec,
  effects: Effects,
): readonly GalleryId[] {
  const left = wanted.filter((id) => needNoNetwork.includes(id));
  if (left.length === 0 || layer !== undefined) {
    throw new MorError(
      "run-invalid",
      `Expected a run with a network, got one with a classical model (${run})`,
      {
        hint: "A classical model has no layers and channels to show; --only embedding,neighbours lays its images out. mor explain shows which pixels its verdicts rest on.",
        path: run,
      },
    );
  }
  effects.warn(
    "A classical model has no features of its own: the images are laid out as the organelle network of the package sees them.",
  );
  return left;
}

function networkOf({ network }: ExplainableModel, run: string): ExplainableNetwork {
  if (network) return network;
  throw new MorError("run-invalid", `Expected a run with a network, got scores alone (${run})`, {
    path: run,
  });
}

/** The galleries that can be made of the network. */
function withoutPixels(
  wanted: readonly GalleryId[],
  { layers }: ExplainableNetwork,
  { only }: VisualizeSpec,
  effects: Effects,
): readonly GalleryId[] {
  if (layers.length > 0) return wanted;
  const left = wanted.filter((id) => !needPixels.includes(id));
  const lost = wanted.filter((id) => needPixels.includes(id)).join(", ");
  if (lost === "") return wanted;
  if (only !== undefined && left.length === 0) {
    throw new MorError(
      "usage",
      `Expected a network with convolutions for ${lost}, got one without layers that have pixels`,
      {
        hint: "This network can be shown by: prototypes, embedding, neighbours.",
      },
    );
  }
  effects.warn(`The network has no layers with pixels, so these galleries are left out: ${lost}.`);
  return left;
}

/** Some of train and some of the scored part, classes alike; in the order of the data set. */
function chooseImages(
  { samples }: PartitionedDataset,
  { images, run }: VisualizeSpec,
  scoredPart: "val" | "test",
  seed: number,
): PartitionedSample[] {
  const some = (part: string): PartitionedSample[] =>
    inTurns(
      samples.filter((sample) => sample.part === part),
      createRandom(seed).fork("images", part),
    ).slice(0, images);
  const [train, scored] = [some("train"), some(scoredPart)];
  if (train.length < 2 || scored.length === 0) {
    throw new MorError(
      "input-missing",
      `Expected images of the parts train and ${scoredPart}, got ${train.length} and ${scored.length} (${run})`,
      { hint: "Put the images of the run back where they were.", path: run },
    );
  }
  return [...train, ...scored].sort((a, b) => a.index - b.index);
}

async function readVerdicts(run: string): Promise<ReadonlyMap<string, Verdict>> {
  const { classes, predictions } = await readPredictions(join(run, runFiles.predictions));
  return new Map(
    predictions.map(({ path, probability }) => {
      const predicted = predictedClasses(probability, classes.length)[0] ?? 0;
      return [path, { predicted, confidence: probability[predicted] ?? 0 }];
    }),
  );
}

/** In the order in which they are shown. */
async function makeGalleries(context: GalleryContext, ids: readonly GalleryId[]): Promise<GalleryPart[]> {
  const parts: GalleryPart[] = [];
  const add = async (id: GalleryId, make: () => Promise<GalleryPart>): Promise<void> => {
    if (!ids.includes(id)) return;
    throwIfCancelled(context.effects.signal);
    parts.push(await make());
  };
  let clear: Awaited<ReturnType<typeof filterGallery>>["clear"] = new Map();
  await add("embedding", () => embeddingGallery(context));
  await add("prototypes", () => prototypeGallery(context));
  await add("filters", async () => {
    const part = await filterGallery(context);
    clear = part.clear;
    return part;
  });
  await add("patches", () => patchGallery(context, clear));
  await add("hidden", () => hiddenGallery(context));
  await add("neighbours", () => neighbourGallery(context));
  await add("mean-cam", () => meanCamGallery(context));
  return parts;
}

async function writeParts(out: string, parts: readonly GalleryPart[]): Promise<void> {
  for (const { figures, tables = [] } of parts) {
    for (const { id, png } of figures) await writeWhole(join(out, `${id}.png`), png);
    for (const { file, rows } of tables) await writeTable(join(out, file), rows);
  }
}
