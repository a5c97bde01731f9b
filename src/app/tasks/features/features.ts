import { extname } from "node:path";
import { quarterIds } from "../../../data/augment/quarter-tiles.ts";
import { symmetryIds } from "../../../data/augment/symmetries.ts";
import type { Preprocessing } from "../../../data/batch/preprocessing.ts";
import type { BrokenImage, Dataset } from "../../../data/dataset/dataset.ts";
import { describeImage } from "../../../data/images/describe-image.ts";
import type { IntensityScaling } from "../../../data/images/image.ts";
import { MorError, throwIfCancelled } from "../../../errors.ts";
import type { Backbone } from "../../../learning/backbones/backbone.ts";
import { extractFeatures } from "../../../learning/features/extract-features.ts";
import type { FeatureTable } from "../../../learning/features/feature-extractor.ts";
import { openFeatureSession } from "../../../learning/features/feature-session.ts";
import type { FeatureColumn, LabelledFeatures } from "../../../learning/features/table/labelled-features.ts";
import { writeFeaturesCsv } from "../../../learning/features/table/write-features-csv.ts";
import { openBackbone } from "../backbone/resolve-backbone.ts";
import { openData, pageChoice } from "../data-spec.ts";
import { type Effects, startStage } from "../effects.ts";
import { featureCache } from "../feature-cache.ts";
import { prepareOutputFile } from "../output.ts";
import { seenSize, tileSide } from "../run/learners/backbone-input.ts";
import type { FeaturesSpec } from "./features-spec.ts";
import { isFeatureTable } from "./is-feature-table.ts";

export interface FeaturesResult {
  readonly out: string;
  readonly rows: number;
  /** Features of one row. */
  readonly width: number;
  readonly images: number;
  readonly backbone: { readonly name: string; readonly title: string; readonly tap: string };
  readonly broken: readonly BrokenImage[];
  readonly warnings: readonly string[];
}

const formats = {
  ".csv": { name: "csv", write: writeFeaturesCsv },
  ".parquet": { name: "parquet", write: writeParquet },
} as const;

/** Loaded on first use: tables in CSV are written sooner. */
async function writeParquet(file: string, table: LabelledFeatures): Promise<void> {
  const { writeFeaturesParquet } = await import("../../../learning/features/table/write-features-parquet.ts");
  await writeFeaturesParquet(file, table);
}

/** Writes the features that a pretrained network sees in every image of a data set. */
export async function features(spec: FeaturesSpec, effects: Effects): Promise<FeaturesResult> {
  const format = formatOf(spec.out);
  const owns = (beginning: string) => isFeatureTable(beginning, format.name);
  await prepareOutputFile(spec.out, { madeBy: "features", force: spec.force, owns, inputs: [spec.data] });
  const backbone = await openBackbone(spec.backbone, spec, effects);
  const store = spec.cache ? featureCache(effects) : undefined;
  // Pixels are looked at when they are needed: once.
  const dataset = await openData(spec, effects, { check: "header" });
  const preprocessing = preprocessingOf(spec, backbone, dataset);
  if (spec.imagesAsTheyAre) await checkSizes(dataset, preprocessing);
  const extractor = await openFeatureSession(backbone, preprocessing, {
    device: spec.device,
    threads: spec.threads,
  });
  try {
    const broken: BrokenImage[] = [...dataset.broken];
    const stage = startStage(effects, "Computing features", dataset.samples.length, "images");
    const table = await extractFeatures(extractor, dataset.samples, {
      views: spec.views === 8 ? symmetryIds : [1],
      cache: store,
      signal: effects.signal,
      onImage: (done) => stage.advance(done),
      onBroken: ({ path }, error) => broken.push({ path, reason: error.message }),
    });
    stage.end();
    checkBroken(broken, dataset, spec.maxBroken);
    throwIfCancelled(effects.signal);
    await format.write(spec.out, labelled(table, dataset, spec));
    return {
      out: spec.out,
      rows: table.rows.length,
      width: table.width,
      images: new Set(table.rows.map(({ image }) => image)).size,
      backbone: { name: backbone.name, title: backbone.title, tap: backbone.tap },
      broken,
      warnings: dataset.warnings,
    };
  } finally {
    await extractor.close();
  }
}

function formatOf(out: string): (typeof formats)[keyof typeof formats] {
  const ending = extname(out).toLowerCase();
  if (ending === ".csv" || ending === ".parquet") return formats[ending];
  throw new MorError("usage", `Expected a name that ends in .csv or .parquet, got ${out}`, {
    hint: "The ending tells the format of the table.",
  });
}

function preprocessingOf(spec: FeaturesSpec, backbone: Backbone, dataset: Dataset): Preprocessing {
  const { imagesAsTheyAre } = spec;
  if (imagesAsTheyAre && spec.tiles === "quarters") {
    throw new MorError("usage", "Expected whole images with --images-as-they-are, got --tiles quarters", {
      hint: "Leave one of the two out.",
    });
  }
  const size = spec.size ?? seenSize(backbone, tileSide(dataset, spec.tiles));
  if (size !== backbone.size && !backbone.resizable) {
    throw new MorError("usage", `Expected --size ${backbone.size} for ${backbone.title}, got ${size}`, {
      hint: "This network takes no other size.",
    });
  }
  return {
    channels: backbone.channels,
    height: size,
    width: size,
    tiles: spec.tiles,
    scaling: imagesAsTheyAre ? { kind: "full-range" } : scalingOf(spec),
    page: pageChoice(spec.page),
  };
}

function scalingOf({ intensity, percentiles }: FeaturesSpec): IntensityScaling {
  if (intensity !== "percentile") return { kind: intensity };
  const [low = 1, high = 99.8] = percentiles.split(":").map(Number); // the schema has seen to the form
  return { kind: "percentile", low, high };
}

/** Looks for the first image of another size only when there is one. */
async function checkSizes(dataset: Dataset, { height, width }: Preprocessing): Promise<void> {
  const fits = (found: { readonly height: number; readonly width: number }): boolean =>
    found.height === height && found.width === width;
  if (dataset.formats?.every(fits)) return;
  for (const { file, path } of dataset.samples) {
    const found = await describeImage(file);
    if (fits(found)) continue;
    throw new MorError(
      "dataset-invalid",
      `Expected images of ${width} x ${height} pixels, got ${found.width} x ${found.height} (${path})`,
      {
        hint: `Leave out --images-as-they-are: images are then resized. Or, if all are alike and the network takes their size, add --size ${Math.min(found.width, found.height)}.`,
        path: file,
      },
    );
  }
}

function checkBroken(
  broken: readonly BrokenImage[],
  { samples, broken: before }: Dataset,
  most: number,
): void {
  const total = samples.length + before.length;
  if (broken.length <= most * total) return;
  const list = broken.slice(0, 3).map(({ path, reason }) => `${path}: ${reason}`);
  throw new MorError(
    "dataset-invalid",
    `Expected at most ${Number((most * 100).toFixed(2))} % unreadable images, got ${broken.length} of ${total} (${list.join("; ")})`,
    {
      reason: "too-many-broken",
      hint: "Repair or remove these files, or accept a larger share of broken images (maxBroken).",
    },
  );
}

/** Group, split, tile and view only where there are any. */
function labelled(
  { rows, width, data }: FeatureTable,
  { samples }: Dataset,
  spec: FeaturesSpec,
): LabelledFeatures {
  const text = (name: string, of: (image: number) => string | undefined): FeatureColumn => ({
    name,
    kind: "text",
    values: rows.map(({ image }) => of(image) ?? ""),
  });
  const columns: FeatureColumn[] = [
    text("path", (image) => samples[image]?.path),
    text("label", (image) => samples[image]?.label),
  ];
  if (samples.some(({ group }) => group !== undefined)) {
    columns.push(text("group", (image) => samples[image]?.group));
  }
  if (samples.some(({ part }) => part !== undefined)) {
    columns.push(text("split", (image) => samples[image]?.part));
  }
  if (spec.tiles === "quarters") {
    const values = Int32Array.from(rows, ({ tile }) => quarterIds[tile] ?? 0);
    columns.push({ name: "tile", kind: "integer", values });
  }
  if (spec.views === 8) {
    columns.push({ name: "view", kind: "integer", values: Int32Array.from(rows, ({ view }) => view) });
  }
  return { columns, width, data };
}
