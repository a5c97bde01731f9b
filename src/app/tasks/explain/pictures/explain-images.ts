import { dirname, join } from "node:path";
import { inputLength, tilesPerImage } from "../../../../data/batch/preprocessing.ts";
import { mapConcurrently } from "../../../../data/dataset/map-concurrently.ts";
import { writeTiff } from "../../../../data/images/write-image.ts";
import { throwIfCancelled } from "../../../../errors.ts";
import { makeFolder } from "../../../../files/make-folder.ts";
import { writeWhole } from "../../../../files/write-whole.ts";
import type { ExplanationMethod, MethodName } from "../../../../learning/explanation/methods/method.ts";
import type { ExplanationPicture } from "../../../../learning/report/report-input.ts";
import { type Effects, startStage } from "../../effects.ts";
import type { ImageToExplain } from "../choice/choose-images.ts";
import { readMask } from "../choice/find-masks.ts";
import type { Verdict } from "../classify-images.ts";
import { type Explainer, type ExplainerInputs, openInputs, targetOf } from "../explainer.ts";
import { joinMaps } from "../tile-places.ts";
import {
  type DrawnImage,
  drawExplanation,
  type Layer,
  layOver,
  pictureForReport,
} from "./draw-explanation.ts";
import { loadPicture, shownMap } from "./load-picture.ts";
import type { MeanMaps } from "./mean-maps.ts";

/** A row of `explanations.csv`: one image by one method. */
export interface ExplanationRow {
  readonly path: string;
  readonly group: string | undefined;
  readonly label: string | undefined;
  readonly predicted: string;
  readonly confidence: number;
  readonly explained: string;
  readonly method: MethodName;
  readonly layer: string | undefined;
  /** Largest value of the map. */
  readonly mapMax: number;
  /** Share of the positive heat on true objects, and share of the image that they take. */
  readonly heatOnObjects: number | undefined;
  readonly objectShare: number | undefined;
  /** Below the output folder. */
  readonly overlay: string;
  readonly map: string;
}

export interface ExplainedImages {
  readonly rows: readonly ExplanationRow[];
  /** The first few, for the report. */
  readonly pictures: readonly ExplanationPicture[];
}

export interface ExplainImagesOptions {
  readonly out: string;
  /** Pictures that are kept for the report. */
  readonly picturesKept: number;
  /** By name of a method, what must be said below its maps. */
  readonly doubtful: ReadonlyMap<string, string>;
  readonly meanMaps: MeanMaps;
}

/** Numbers of all inputs and maps of a chunk of images that are held at once. */
const chunkElements = 2 ** 23;

/** One is drawn while others are compressed; images may be large. */
const writtenAtOnce = 3;

/** Explains image after image, and writes a figure and the raw maps of each; only a chunk of maps is ever held. */
export async function explainImages(
  images: readonly ImageToExplain[],
  explainer: Explainer,
  options: ExplainImagesOptions,
  effects: Effects,
): Promise<ExplainedImages> {
  const { metadata, methods, signal } = explainer;
  const perImage = tilesPerImage(metadata.preprocessing);
  const elements = perImage * inputLength(metadata.preprocessing) * (1 + methods.length);
  const chunk = Math.max(1, Math.min(32, Math.floor(chunkElements / elements)));
  const stage = startStage(effects, "Explaining", images.length * (methods.length + 1), "maps and figures");
  const inputs = openInputs(images, explainer);
  const rows: ExplanationRow[] = [];
  const pictures: ExplanationPicture[] = [];
  try {
    for (let start = 0; start < images.length; start += chunk) {
      throwIfCancelled(signal);
      const members = images.slice(start, start + chunk);
      const loaded = await inputs.load(members.map((_, index) => ({ image: start + index })));
      const before = start * (methods.length + 1);
      const maps = await mapsOf(members, loaded, explainer, (made) => stage.advance(before + made));
      addToMeans(members, maps, explainer, options.meanMaps); // here, where the order is always the same
      const explained = await mapConcurrently(
        [...members.entries()],
        async ([index, image]) => {
          const own = maps.map(({ method, data }) => {
            const length = data.length / members.length;
            return { method, data: data.subarray(index * length, (index + 1) * length) };
          });
          const keep = start + index < options.picturesKept;
          const written = await writeImage(image, own, explainer, { ...options, keep });
          stage.advance();
          return written;
        },
        { limit: writtenAtOnce, signal },
      );
      for (const { rows: ofImage, picture } of explained) {
        rows.push(...ofImage);
        if (picture) pictures.push(picture);
      }
    }
  } finally {
    await inputs.source.close();
  }
  stage.end();
  return { rows, pictures };
}

interface MethodMaps {
  readonly method: ExplanationMethod;
  /** [tiles, H, W] */
  readonly data: Float32Array;
}

async function mapsOf(
  images: readonly ImageToExplain[],
  { data, count }: ExplainerInputs,
  explainer: Explainer,
  onProgress: (made: number) => void,
): Promise<MethodMaps[]> {
  const { model, metadata, methods, layer, random, signal } = explainer;
  const perImage = tilesPerImage(metadata.preprocessing);
  const targets = Int32Array.from({ length: count }, (_, at) => {
    const image = images[Math.floor(at / perImage)];
    return image ? targetOf(explainer, image) : 0;
  });
  const maps: MethodMaps[] = [];
  for (const method of methods) {
    throwIfCancelled(signal);
    const before = maps.length * images.length;
    const request = {
      ...{ inputs: data, count, targets, layer, signal, random: random.fork("maps") },
      onProgress: (done: number) => onProgress(before + Math.floor(done / perImage)),
    };
    maps.push({ method, data: await method.map(model, request) });
    onProgress(before + images.length);
  }
  return maps;
}

function addToMeans(
  images: readonly ImageToExplain[],
  maps: readonly MethodMaps[],
  explainer: Explainer,
  meanMaps: MeanMaps,
): void {
  const { classes, preprocessing } = explainer.metadata;
  for (const { method, data } of maps) {
    const length = data.length / images.length;
    for (const [index, image] of images.entries()) {
      const own = data.subarray(index * length, (index + 1) * length);
      meanMaps.add(method, classes[targetOf(explainer, image)] ?? "", own, preprocessing);
    }
  }
}

async function writeImage(
  image: ImageToExplain,
  maps: readonly MethodMaps[],
  explainer: Explainer,
  { out, doubtful, keep }: ExplainImagesOptions & { readonly keep: boolean },
): Promise<{ readonly rows: readonly ExplanationRow[]; readonly picture: ExplanationPicture | undefined }> {
  const { metadata, verdicts, layer } = explainer;
  const { preprocessing, classes } = metadata;
  const picture = await loadPicture(image, preprocessing.page);
  const verdict = verdicts.get(image.path) ?? unknownVerdict;
  const explained = classes[targetOf(explainer, image)] ?? "";
  const mask = image.mask === undefined ? undefined : await readMask(image.mask, picture.size);
  const objectShare = mask && shareOf(mask);
  const overlayFile = `overlays/${image.name}.png`;
  const layers: Layer[] = [];
  const rows: ExplanationRow[] = [];
  for (const { method, data } of maps) {
    const map = joinMaps(data, preprocessing, picture.size);
    const mapFile = `maps/${image.name}.${method.name}.tif`;
    const range = rangeOf(map);
    await writeMap(join(out, mapFile), map, picture.size, { range, pixelSize: picture.pixelSize });
    const heatOnObjects = mask && heatOn(map, mask);
    layers.push({ method, heatOnObjects, panel: layOver(picture, shownMap(map, picture), method) });
    rows.push({
      path: image.path,
      group: image.group,
      label: image.label,
      predicted: verdict.predicted ?? "none of these",
      confidence: verdict.confidence,
      ...{ explained, method: method.name, layer: method.needs === "layers" ? layer : undefined },
      mapMax: range.high,
      ...{ heatOnObjects, objectShare, overlay: overlayFile, map: mapFile },
    });
  }
  const drawn: DrawnImage = { image, verdict, explained, picture, layers, objectShare, layer, doubtful };
  const file = join(out, overlayFile);
  await makeFolder(dirname(file));
  await writeWhole(file, await drawExplanation(drawn));
  return { rows, picture: keep ? await pictureForReport(drawn) : undefined };
}

const unknownVerdict: Verdict = {
  predicted: null,
  mostProbable: "",
  best: 0,
  confidence: Number.NaN,
  probability: [],
};

async function writeMap(
  file: string,
  data: Float32Array,
  { height, width }: { readonly height: number; readonly width: number },
  {
    range,
    pixelSize,
  }: {
    readonly range: { readonly low: number; readonly high: number };
    readonly pixelSize: number | undefined;
  },
): Promise<void> {
  await makeFolder(dirname(file));
  const display = range.high > range.low ? range : undefined;
  const pixels = { width, height, channels: 1, pixelType: "float32" as const, data };
  await writeTiff(file, pixels, { physicalSizeX: pixelSize, display });
}

function rangeOf(map: Float32Array): { readonly low: number; readonly high: number } {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of map) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return { low, high };
}

function shareOf(mask: Int32Array): number {
  let covered = 0;
  for (const label of mask) if (label !== 0) covered++;
  return covered / mask.length;
}

/** Undefined for a map without positive heat. */
function heatOn(map: Float32Array, mask: Int32Array): number | undefined {
  let [all, on] = [0, 0];
  for (let at = 0; at < map.length; at++) {
    const heat = Math.max(0, map[at] ?? 0);
    all += heat;
    if (mask[at] !== 0) on += heat;
  }
  return all > 0 ? on / all : undefined;
}
