import { throwIfCancelled } from "../../../errors.ts";
import { tensor } from "../../../tensor/tensor.ts";
import type { Matrix } from "../../classical/matrix.ts";
import type { ExplainableModel, ExplainableNetwork, SpatialLayer } from "../model/explainable-model.ts";

/** Some network inputs, one after the other. */
export interface Inputs {
  /** [count, C, H, W] */
  readonly data: Float32Array;
  readonly count: number;
}

/** How a layer has answered to inputs. */
export interface LayerResponse {
  /** [inputs, channels]: the largest value over the pixels. */
  readonly peaks: Matrix;
  /** [inputs, channels]: where it lies, as y * width + x; the first of equal ones. */
  readonly places: Int32Array;
  /** [inputs, channels]: the mean over the pixels of what is positive. */
  readonly means: Matrix;
}

/** What a network makes of many inputs, as far as galleries need it. */
export interface Survey {
  /** [inputs, K] */
  readonly probabilities: Matrix;
  /** [inputs, F], what the last dense layer reads; undefined where the network has no such value. */
  readonly features: Matrix | undefined;
  /** By the name of the layer. */
  readonly layers: ReadonlyMap<string, LayerResponse>;
}

export interface SurveyOptions {
  readonly layers: readonly SpatialLayer[];
  /** Inputs of one run. */
  readonly batch: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs a network once over all inputs and keeps of each what the galleries need: probabilities, features, and of every
 * channel of some layers the largest value with its place, and the mean of what is positive.
 * @throws MorError `cancelled`
 */
export async function surveyNetwork(
  model: Pick<ExplainableModel, "input" | "classCount">,
  network: ExplainableNetwork,
  inputs: AsyncIterable<Inputs>,
  { layers, batch, signal }: SurveyOptions,
): Promise<Survey> {
  const { channels, height, width } = model.input;
  const session = await openSurvey(network, layers, batch);
  const columns = new Map<string, number>([["probabilities", model.classCount]]);
  const found = new Map<string, Float32Array[]>();
  let rows = 0;
  const images = new Float32Array(batch * channels * height * width);
  for await (const { data, count } of rebatch(inputs, batch, images.length / batch)) {
    throwIfCancelled(signal);
    images.fill(0).set(data);
    const results = await session.run({
      images: tensor("float32", [batch, channels, height, width], images),
    });
    for (const [name, { data: values, shape }] of Object.entries(results)) {
      const size = Number(shape[1]);
      columns.set(name, size);
      const kept = Float32Array.from(values.subarray(0, count * size) as Float32Array, Number); // places are int64
      const pieces = found.get(name);
      if (pieces) pieces.push(kept);
      else found.set(name, [kept]);
    }
    rows += count;
  }
  const table = (name: string): Matrix => {
    const size = columns.get(name) ?? 0;
    return { data: join(found.get(name) ?? [], rows * size), rows, columns: size };
  };
  return {
    probabilities: table("probabilities"),
    features: network.features === undefined ? undefined : table("features"),
    layers: new Map(
      layers.map(({ name }, index) => [
        name,
        {
          peaks: table(`peaks ${index}`),
          places: Int32Array.from(table(`places ${index}`).data),
          means: table(`means ${index}`),
        },
      ]),
    ),
  };
}

function openSurvey(network: ExplainableNetwork, layers: readonly SpatialLayer[], batch: number) {
  const key = `survey ${layers.map(({ value }) => value).join(" ")}`;
  return network.derive(key, batch, ({ b, logits, value }) => {
    b.output(b.op("Softmax", [logits], { axis: 1 }), "probabilities");
    if (network.features !== undefined) b.output(value(network.features), "features");
    for (const [index, layer] of layers.entries()) {
      const output = value(layer.value);
      const pixels = b.integers([2, 3]);
      b.output(b.op("ReduceMax", [output, pixels], { keepdims: 0 }), `peaks ${index}`);
      const rows = b.op("Reshape", [output, b.integers([batch, layer.channels, layer.height * layer.width])]);
      b.output(b.op("ArgMax", [rows], { axis: 2, keepdims: 0 }), `places ${index}`);
      b.output(b.op("ReduceMean", [b.op("Relu", [output]), pixels], { keepdims: 0 }), `means ${index}`);
    }
  });
}

/** Pieces of at most `batch` inputs. */
async function* rebatch(
  inputs: AsyncIterable<Inputs>,
  batch: number,
  length: number,
): AsyncGenerator<Inputs> {
  for await (const { data, count } of inputs) {
    for (let start = 0; start < count; start += batch) {
      const end = Math.min(count, start + batch);
      yield { data: data.subarray(start * length, end * length), count: end - start };
    }
  }
}

function join(pieces: readonly Float32Array[], length: number): Float32Array {
  const out = new Float32Array(length);
  let at = 0;
  for (const piece of pieces) {
    out.set(piece, at);
    at += piece.length;
  }
  return out;
}
