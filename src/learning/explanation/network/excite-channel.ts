import { differentiate } from "../../../engine/autodiff/differentiate.ts";
import type { GradientContext, RulesFor } from "../../../engine/autodiff/gradient-rule.ts";
import { gradientRules } from "../../../engine/autodiff/rules.ts";
import type { Value } from "../../../engine/graph/graph.ts";
import type { OpName } from "../../../engine/graph/op-attributes.ts";
import type { Session } from "../../../engine/runtime/session.ts";
import { throwIfCancelled } from "../../../errors.ts";
import type { Random } from "../../../tensor/random.ts";
import { scalar, tensor } from "../../../tensor/tensor.ts";
import type { ExplainableNetwork, InputSize, SpatialLayer } from "../model/explainable-model.ts";
import { type InputRange, openPainter, type Placement } from "./image-painter.ts";

/** How an image is sought: as in Li et al. 2021, or kept to what the eye can read. */
export type ExciteForm = "paper" | "clear";

export interface ExciteOptions {
  readonly network: ExplainableNetwork;
  readonly input: InputSize;
  /** A layer, of whose channels the mean over all pixels is raised, or the logits of the classes. */
  readonly of: SpatialLayer | "logits";
  /** Channels or classes, each of which gets an image. */
  readonly channels: readonly number[];
  readonly form: ExciteForm;
  readonly range: InputRange;
  /** By default 64 for the paper's form, 128 for the clear one. */
  readonly steps?: number | undefined;
  /** Images of one run at most. */
  readonly batch: number;
  readonly threads: number;
  readonly random: Random;
  readonly signal?: AbortSignal | undefined;
  /** Called after each step of each batch. */
  readonly onStep?: (() => void) | undefined;
}

export interface Excitement {
  readonly channel: number;
  /** [C, H, W], as the network takes it. */
  readonly image: Float32Array;
  /** What the channel answers to it: mean over the pixels of the layer, or the logit. */
  readonly activation: number;
  /** The same for the image that was started from. */
  readonly before: number;
}

export const defaultSteps: Readonly<Record<ExciteForm, number>> = { paper: 64, clear: 128 };

/**
 * The inputs that excite channels most, by gradient ascent. `paper`: from grey noise, steps along the gradient divided by
 * its root mean square, one 255th of the range each (Chollet 2016, "How convolutional neural networks see the world").
 * `clear`: an image made of waves of which the long ones count more, squashed into the range, shifted and scaled at
 * random in each step, by Adam (Olah et al. 2017, doi:10.23915/distill.00007). The same seed gives the same images.
 * @throws MorError `cancelled`
 */
export async function exciteChannels(options: ExciteOptions): Promise<Excitement[]> {
  const { channels, batch, random } = options;
  const found: Excitement[] = [];
  const size = Math.max(1, Math.min(batch, channels.length));
  for (let start = 0; start < channels.length; start += size) {
    const some = channels.slice(start, start + size);
    const objective = await openObjective(options, some, size);
    const ascend = options.form === "paper" ? ascendPixels : ascendWaves;
    const { images, before } = await ascend(options, objective, size, random.fork(start));
    const after = await objective(images);
    const length = images.length / size;
    some.forEach((channel, slot) => {
      const image = images.slice(slot * length, (slot + 1) * length);
      found.push({ channel, image, activation: after.scores[slot] ?? 0, before: before[slot] ?? 0 });
    });
  }
  return found;
}

/** Runs that `exciteChannels` takes for so many channels: what `onStep` counts up to. */
export function stepsOf({
  channels,
  batch,
  form,
  steps,
}: Pick<ExciteOptions, "batch" | "form" | "steps"> & { readonly channels: number }): number {
  return Math.ceil(channels / Math.max(1, Math.min(batch, channels))) * (steps ?? defaultSteps[form]);
}

/**
 * What each image of a batch reaches, and how to change it to reach more.
 * @param leak share of the gradient that passes an activation which holds it back.
 */
type Objective = (
  images: Float32Array,
  leak?: number,
) => Promise<{
  readonly scores: Float32Array;
  readonly gradient: Float32Array;
}>;

/** One session for all channels: the one that an image shall excite is an input. */
async function openObjective(
  { network, input, of }: ExciteOptions,
  channels: readonly number[],
  batch: number,
): Promise<Objective> {
  const { channels: planes, height, width } = input;
  const key = `excite ${of === "logits" ? "logits" : of.value}`;
  let count = of === "logits" ? 0 : of.channels;
  const session: Session = await network.derive(key, batch, ({ b, images, logits, value }) => {
    const means =
      of === "logits" ? logits : b.op("ReduceMean", [value(of.value), b.integers([2, 3])], { keepdims: 0 });
    const chosen = b.input("chosen", "float32", [batch, Number(means.shape[1])]);
    const scores = b.op("ReduceSum", [b.op("Mul", [means, chosen]), b.integers([1])], { keepdims: 0 });
    const leak = b.input("leak", "float32", []);
    const whole = b.op("ReduceSum", [scores], { keepdims: 0 });
    const [gradient] = differentiate(b, whole, [images], undefined, leakyRules(leak));
    b.output(scores, "scores");
    if (gradient) b.output(gradient, "gradient");
  });
  if (of === "logits")
    count = Number(network.graph.outputs.find(({ name }) => name === "logits")?.shape[1] ?? 0);
  const chosen = new Float32Array(batch * count);
  channels.forEach((channel, slot) => {
    chosen[slot * count + channel] = 1;
  });
  return async (images, leak = 0) => {
    const { scores, gradient } = await session.run({
      leak: scalar(leak),
      images: tensor("float32", [batch, planes, height, width], images),
      chosen: tensor("float32", [batch, count], chosen),
    });
    // Both are float32 outputs of the graph above.
    return { scores: scores?.data as Float32Array, gradient: gradient?.data as Float32Array };
  };
}

/**
 * The true rules, but that rectifiers let some gradient through where they hold everything back: an image that leaves a
 * channel cold has no gradient otherwise, and would never warm it.
 */
function leakyRules(leak: Value): RulesFor<OpName> {
  const leaky = (
    { b, dy }: GradientContext<"Relu" | "Clip">,
    found: readonly (Value | undefined)[],
  ): (Value | undefined)[] => {
    const [gradient, ...rest] = found;
    if (!gradient) return [gradient, ...rest];
    const held = b.op("Sub", [dy, gradient]);
    return [b.op("Add", [gradient, b.op("Mul", [held, leak])]), ...rest];
  };
  const { Relu: relu, Clip: clip } = gradientRules;
  return {
    ...gradientRules,
    Relu: (c) => (relu === "no gradient" ? [] : leaky(c, relu(c))),
    Clip: (c) => (clip === "no gradient" ? [] : leaky(c, clip(c))),
  };
}

interface Ascent {
  /** [batch, C, H, W] */
  readonly images: Float32Array;
  /** Of each image at the start. */
  readonly before: Float32Array;
}

/** Deviation of the noise that the paper's form begins with, and its step, in units of the range. */
const [noise, pixelStep] = [20 / 255, 1 / 255];

async function ascendPixels(
  options: ExciteOptions,
  objective: Objective,
  batch: number,
  random: Random,
): Promise<Ascent> {
  const { input, range, steps = defaultSteps.paper, signal, onStep } = options;
  const span = range.high - range.low;
  const plane = input.height * input.width;
  const length = input.channels * plane;
  const images = new Float32Array(batch * length);
  const begin = random.fork("noise");
  for (let at = 0; at < plane; at++) {
    const value = range.low + span * (0.5 + begin.uniform(-noise, noise));
    // All images begin alike, and all channels of a grey one.
    for (let from = at; from < images.length; from += plane) images[from] = value;
  }
  let before = new Float32Array(batch);
  for (let step = 0; step < steps; step++) {
    throwIfCancelled(signal);
    const { scores, gradient } = await objective(images);
    if (step === 0) before = Float32Array.from(scores);
    if (range.grey) shareAmongChannels(gradient, input, batch);
    for (let slot = 0; slot < batch; slot++) {
      const own = gradient.subarray(slot * length, (slot + 1) * length);
      const size = Math.sqrt(own.reduce((sum, value) => sum + value * value, 0) / length) + 1e-12;
      for (let i = 0; i < length; i++) {
        images[slot * length + i] =
          (images[slot * length + i] ?? 0) + (pixelStep * span * (own[i] ?? 0)) / size;
      }
    }
    onStep?.();
  }
  return { images, before };
}

/** A grey picture stays one. */
function shareAmongChannels(
  gradient: Float32Array,
  { channels, height, width }: InputSize,
  batch: number,
): void {
  const plane = height * width;
  for (let slot = 0; slot < batch; slot++) {
    const start = slot * channels * plane;
    for (let i = 0; i < plane; i++) {
      let sum = 0;
      for (let channel = 0; channel < channels; channel++) sum += gradient[start + channel * plane + i] ?? 0;
      for (let channel = 0; channel < channels; channel++)
        gradient[start + channel * plane + i] = sum / channels;
    }
  }
}

/** Of the strengths of waves: deviation at the start, and what Adam changes in one step. */
const [firstWaves, waveStep] = [0.3, 0.05];
/** What passes rectifiers at first, and the share of the steps in which this falls to nothing. */
const [firstLeak, leakyShare] = [0.3, 0.5];
/** Share of the sides by which an image is shifted, and by how much its size is changed, at most. */
const [farthest, stretch] = [1 / 16, 0.05];

async function ascendWaves(
  options: ExciteOptions,
  objective: Objective,
  batch: number,
  random: Random,
): Promise<Ascent> {
  const { input, range, threads, steps = defaultSteps.clear, signal, onStep } = options;
  const painter = await openPainter({ input, range, batch, threads });
  try {
    const begin = random.fork("waves");
    const waves = Float32Array.from({ length: painter.length }, () => begin.normal(0, firstWaves));
    const adam = createAdam(waves.length, waveStep);
    let before = new Float32Array(batch);
    for (let step = 0; step < steps; step++) {
      throwIfCancelled(signal);
      const placement = drawPlacement(input, random.fork("placement", step));
      const { scores, gradient } = await objective(
        await painter.paint(waves, placement),
        firstLeak * Math.max(0, 1 - step / (leakyShare * steps)),
      );
      if (step === 0) before = Float32Array.from(scores);
      adam(waves, await painter.trace(waves, gradient, placement));
      onStep?.();
    }
    return { images: await painter.paint(waves), before };
  } finally {
    await painter.close();
  }
}

function drawPlacement({ height, width }: InputSize, random: Random): Placement {
  return {
    shiftX: random.uniform(-farthest, farthest) * width,
    shiftY: random.uniform(-farthest, farthest) * height,
    scale: random.uniform(1 - stretch, 1 + stretch),
  };
}

/** Adam (Kingma and Ba 2015, arXiv:1412.6980), uphill. */
function createAdam(length: number, rate: number): (values: Float32Array, gradient: Float32Array) => void {
  const [first, second] = [new Float32Array(length), new Float32Array(length)];
  const [keepFirst, keepSecond, small] = [0.9, 0.999, 1e-8];
  let step = 0;
  return (values, gradient) => {
    step++;
    const [correctFirst, correctSecond] = [1 - keepFirst ** step, 1 - keepSecond ** step];
    for (let i = 0; i < length; i++) {
      const g = gradient[i] as number; // all four arrays are of one length
      const m = keepFirst * (first[i] as number) + (1 - keepFirst) * g;
      const v = keepSecond * (second[i] as number) + (1 - keepSecond) * g * g;
      first[i] = m;
      second[i] = v;
      values[i] =
        (values[i] as number) + (rate * (m / correctFirst)) / (Math.sqrt(v / correctSecond) + small);
    }
  };
}
