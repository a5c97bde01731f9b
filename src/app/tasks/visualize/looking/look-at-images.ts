import { fillInput } from "../../../../data/batch/fill-input.ts";
import type { PreparedInputs } from "../../../../data/batch/input-source.ts";
import { openInputSource } from "../../../../data/batch/open-input-source.ts";
import { inputLength, type Preprocessing, tilesPerImage } from "../../../../data/batch/preprocessing.ts";
import { createTileSource } from "../../../../data/batch/tile-source.ts";
import type { PartitionedSample } from "../../../../data/dataset/dataset.ts";
import { MorError, throwIfCancelled } from "../../../../errors.ts";
import type { Matrix } from "../../../../learning/classical/matrix.ts";
import { batchSizeOf } from "../../../../learning/explanation/model/batches.ts";
import type {
  ExplainableModel,
  ExplainableNetwork,
  SpatialLayer,
} from "../../../../learning/explanation/model/explainable-model.ts";
import type { InputRange } from "../../../../learning/explanation/network/image-painter.ts";
import {
  type Inputs,
  type LayerResponse,
  type Survey,
  surveyNetwork,
} from "../../../../learning/explanation/network/survey-network.ts";
import { type Effects, startStage } from "../../effects.ts";
import { measureRange } from "./measure-range.ts";

/** The images of a run as its network sees them. Input `image * perImage + tile` is a tile of image `image`. */
export interface LookedAt {
  /** Those that can be read. */
  readonly images: readonly PartitionedSample[];
  /** Class of each image. */
  readonly labels: Int32Array;
  readonly perImage: number;
  /** Of all inputs. */
  readonly survey: Survey;
  /** Means over the tiles of each image. */
  readonly features: Matrix | undefined;
  readonly probabilities: Matrix;
  /** Of the inputs of train. */
  readonly range: InputRange;
  readonly preprocessing: Preprocessing;
  /** Positions of the images of a part. */
  of(part: "train" | "val" | "test"): number[];
  /** How a layer answers to the inputs of some images: row `r` of it is that of input `rows[r]`. */
  responseOf(
    layer: SpatialLayer,
    images: readonly number[],
  ): { readonly response: LayerResponse; readonly inputs: readonly number[] };
  /** The pixels of an input once more, [C, H, W]. */
  input(index: number): Promise<Float32Array>;
}

export interface LookOptions {
  readonly model: ExplainableModel;
  readonly network: ExplainableNetwork;
  readonly layers: readonly SpatialLayer[];
  readonly classes: readonly string[];
  readonly preprocessing: Preprocessing;
}

/**
 * Runs the network once over images and keeps what galleries need. Images that cannot be read are left out, with a warning.
 * @throws MorError `input-missing` when none is left of the train part, `cancelled`.
 */
export async function lookAtImages(
  samples: readonly PartitionedSample[],
  { model, network, layers, classes, preprocessing }: LookOptions,
  effects: Effects,
): Promise<LookedAt> {
  const perImage = tilesPerImage(preprocessing);
  const length = inputLength(preprocessing);
  const { signal } = effects;
  const batch = batchSizeOf(model, samples.length * perImage);
  const stage = startStage(effects, "Looking at the images", samples.length, "images");
  const broken = new Set<number>();
  const measure = measureRange(model.input);
  const feed = async function* (): AsyncGenerator<Inputs> {
    const atOnce = Math.max(1, Math.floor(batch / perImage));
    for await (const { prepared, start } of prepareAhead(samples, preprocessing, atOnce, signal)) {
      for (const { job } of prepared.broken) broken.add(start + job);
      let slot = 0;
      for (let image = start; image < Math.min(samples.length, start + atOnce); image++) {
        if (broken.has(image)) continue;
        const tiles = prepared.data.subarray(slot * length, (slot + perImage) * length);
        if (samples[image]?.part === "train") measure.add(tiles);
        slot += perImage;
      }
      yield prepared;
      stage.advance(Math.min(samples.length, start + atOnce));
    }
  };
  const survey = await surveyNetwork(model, network, feed(), { layers, batch, signal });
  stage.end();
  const images = samples.filter((_, index) => !broken.has(index));
  warnOfBroken(samples, broken, effects);
  if (!images.some(({ part }) => part === "train")) {
    throw new MorError("input-missing", "Expected images of the train part that can be read, got none", {
      hint: "Put the images of the run back where they were.",
    });
  }
  const source = createTileSource(images, preprocessing, { signal });
  return {
    images,
    labels: Int32Array.from(images, ({ label }) => classes.indexOf(label)),
    perImage,
    survey,
    features: survey.features && meanOfTiles(survey.features, perImage),
    probabilities: meanOfTiles(survey.probabilities, perImage),
    range: measure.range(),
    preprocessing,
    of: (part) => images.flatMap((sample, index) => (sample.part === part ? [index] : [])),
    responseOf(layer, chosen) {
      const inputs = chosen.flatMap((image) =>
        Array.from({ length: perImage }, (_, tile) => image * perImage + tile),
      );
      const whole = survey.layers.get(layer.name);
      if (!whole) throw new RangeError(`a layer that was not looked at: ${layer.name}`);
      return { response: rowsOf(whole, inputs), inputs };
    },
    async input(index) {
      const tile = (await source.load(Math.floor(index / perImage)))[index % perImage];
      const out = new Float32Array(length);
      if (tile) fillInput(out, 0, tile, { kind: "symmetry", id: 1 }, preprocessing);
      return out;
    },
  };
}

/** Inputs of the images, some images at once; the next are read while the caller works on those before. */
async function* prepareAhead(
  samples: readonly PartitionedSample[],
  preprocessing: Preprocessing,
  atOnce: number,
  signal: AbortSignal,
): AsyncGenerator<{ readonly prepared: PreparedInputs; readonly start: number }> {
  const source = openInputSource(samples, preprocessing, { signal });
  const prepare = (start: number): Promise<PreparedInputs> => {
    const count = Math.max(0, Math.min(atOnce, samples.length - start));
    const jobs = Array.from({ length: count }, (_, job) => ({
      image: start + job,
      views: [{ kind: "symmetry", id: 1 } as const],
    }));
    const prepared = source.prepare(jobs);
    prepared.catch(() => {}); // a failure is seen when the inputs are asked for
    return prepared;
  };
  try {
    const coming = Array.from({ length: source.ahead }, (_, place) => prepare(place * atOnce));
    for (let start = 0; start < samples.length; start += atOnce) {
      throwIfCancelled(signal);
      const prepared = await coming.shift();
      if (!prepared) return; // there are as many as there are stretches
      coming.push(prepare(start + source.ahead * atOnce));
      yield { prepared, start };
    }
  } finally {
    await source.close();
  }
}

function warnOfBroken(
  samples: readonly PartitionedSample[],
  broken: ReadonlySet<number>,
  effects: Effects,
): void {
  if (broken.size === 0) return;
  const names = [...broken].slice(0, 3).map((index) => samples[index]?.path);
  const more = broken.size > names.length ? ` and ${broken.size - names.length} more` : "";
  effects.warn(`Left out, for they cannot be read: ${names.join(", ")}${more}.`);
}

function meanOfTiles({ data, rows, columns }: Matrix, perImage: number): Matrix {
  const out = new Float32Array((rows / perImage) * columns);
  for (let at = 0; at < data.length; at++) {
    const to = Math.floor(at / columns / perImage) * columns + (at % columns);
    out[to] = (out[to] ?? 0) + (data[at] ?? 0) / perImage;
  }
  return { data: out, rows: rows / perImage, columns };
}

function rowsOf({ peaks, places, means }: LayerResponse, inputs: readonly number[]): LayerResponse {
  const { columns } = peaks;
  const pick = (from: ArrayLike<number>): number[] =>
    inputs.flatMap((input) =>
      Array.from({ length: columns }, (_, channel) => from[input * columns + channel] ?? 0),
    );
  const size = { rows: inputs.length, columns };
  return {
    peaks: { data: Float32Array.from(pick(peaks.data)), ...size },
    places: Int32Array.from(pick(places)),
    means: { data: Float32Array.from(pick(means.data)), ...size },
  };
}
