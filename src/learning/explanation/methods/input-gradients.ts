import { differentiate } from "../../../engine/autodiff/differentiate.ts";
import type { RulesFor } from "../../../engine/autodiff/gradient-rule.ts";
import type { Value } from "../../../engine/graph/graph.ts";
import type { OpName } from "../../../engine/graph/op-attributes.ts";
import type { ExplainableModel } from "../model/explainable-model.ts";
import { type InputSeries, runDerived, seriesOf } from "./derived-run.ts";
import type { MapRequest } from "./method.ts";

type GradientRequest = Omit<MapRequest, "random" | "layer">;

/** Another way for gradients through the operators of a network. */
export interface OtherRules {
  readonly name: string;
  readonly rules: RulesFor<OpName>;
}

/**
 * The gradient of each input's logit of its class by the input: [count, C, H, W].
 * @throws MorError `usage` for a model without a network, `cancelled`.
 */
export async function inputGradients(
  model: ExplainableModel,
  request: GradientRequest,
  other?: OtherRules,
): Promise<Float32Array> {
  const gradients = new Float32Array(request.inputs.length);
  await eachGradient(model, seriesOf(request), other, (gradient, place) =>
    gradients.set(gradient, place * gradient.length),
  );
  return gradients;
}

/** Variants of inputs whose gradients are added up. */
export interface Variants {
  /** Of each input. */
  readonly perInput: number;
  /** Writes variant `variant` of an input [C, H, W] to `out`. */
  readonly write: (input: Float32Array, place: number, variant: number, out: Float32Array) => void;
  /** What the gradient of a variant counts. */
  readonly weight: (variant: number) => number;
}

/** Weighted sums over variants of the gradients by the input, [count, C, H, W]. */
export async function sumGradients(
  model: ExplainableModel,
  { inputs, count, targets, signal, onProgress }: GradientRequest,
  { perInput, write, weight }: Variants,
): Promise<Float32Array> {
  const length = inputs.length / Math.max(1, count);
  const sums = new Float32Array(inputs.length);
  const series: InputSeries = {
    count: count * perInput,
    write(slot, out) {
      const place = Math.floor(slot / perInput);
      write(inputs.subarray(place * length, (place + 1) * length), place, slot % perInput, out);
      return targets[place] ?? 0;
    },
    signal,
    onProgress: (done) => onProgress?.(Math.floor(done / perInput)),
  };
  await eachGradient(model, series, undefined, (gradient, slot) => {
    const start = Math.floor(slot / perInput) * length;
    const share = weight(slot % perInput);
    for (let i = 0; i < length; i++) sums[start + i] = (sums[start + i] ?? 0) + share * (gradient[i] ?? 0);
  });
  return sums;
}

/** The logit of its class for each input, [count]. */
export async function classLogits(model: ExplainableModel, request: GradientRequest): Promise<Float32Array> {
  const logits = new Float32Array(request.count);
  const { classCount } = model;
  await runDerived(
    model,
    seriesOf(request),
    { key: "logits", write: ({ logits: all }) => all },
    (output, start, end) => {
      for (let place = start; place < end; place++) {
        logits[place] = output[(place - start) * classCount + (request.targets[place] ?? 0)] ?? Number.NaN;
      }
    },
  );
  return logits;
}

async function eachGradient(
  model: ExplainableModel,
  series: InputSeries,
  other: OtherRules | undefined,
  take: (gradient: Float32Array, place: number) => void,
): Promise<void> {
  const { channels, height, width } = model.input;
  const length = channels * height * width;
  const key = `gradient ${other?.name ?? ""}`;
  await runDerived(
    model,
    series,
    {
      key,
      write: ({ b, images }, score) => differentiate(b, score, [images], undefined, other?.rules)[0] as Value, // one for each value asked for
    },
    (output, start, end) => {
      for (let slot = 0; slot < end - start; slot++) {
        take(output.subarray(slot * length, (slot + 1) * length), start + slot);
      }
    },
  );
}

/** The largest size over the channels, [N, C, H, W] -> [N, H, W] (Simonyan et al. 2014, arXiv:1312.6034). */
export function largestOverChannels(values: Float32Array, { input }: ExplainableModel): Float32Array {
  const { channels, height, width } = input;
  const area = height * width;
  const out = new Float32Array(values.length / channels);
  for (let place = 0; place < out.length; place++) {
    const start = Math.floor(place / area) * channels * area + (place % area);
    for (let channel = 0; channel < channels; channel++) {
      out[place] = Math.max(out[place] ?? 0, Math.abs(values[start + channel * area] ?? 0));
    }
  }
  return out;
}

/** The sum over the channels, [N, C, H, W] -> [N, H, W]. */
export function sumOverChannels(values: Float32Array, { input }: ExplainableModel): Float32Array {
  const { channels, height, width } = input;
  const area = height * width;
  const out = new Float32Array(values.length / channels);
  for (let place = 0; place < out.length; place++) {
    const start = Math.floor(place / area) * channels * area + (place % area);
    let sum = 0;
    for (let channel = 0; channel < channels; channel++) sum += values[start + channel * area] ?? 0;
    out[place] = sum;
  }
  return out;
}
