/** Worker: the paper's network in float32 and in 8 bits, in turn in one process; prints one JSON line. */
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { buildInferenceGraph } from "../src/engine/nn/inference-graph.ts";
import { paperCnn } from "../src/engine/nn/networks/paper-cnn.ts";
import { initializeWeights } from "../src/engine/nn/scope.ts";
import { adam } from "../src/engine/optim/adam.ts";
import { quantizeModel } from "../src/engine/quantization/quantize-model.ts";
import { openSession } from "../src/engine/runtime/session.ts";
import { buildTrainingStep } from "../src/engine/runtime/training-step.ts";
import { createRandom } from "../src/tensor/random.ts";
import { tensor } from "../src/tensor/tensor.ts";
import { median } from "./harness/ratio.ts";

export interface Int8Speed {
  readonly float32_ms_per_image: number;
  readonly int8_ms_per_image: number;
  /** int8 / float32 of each pair of runs. */
  readonly ratios: readonly number[];
}

export interface Int8Options {
  readonly batch: number;
  readonly threads: number;
  /** Pairs of runs; who goes first changes from pair to pair. */
  readonly runs: number;
  /** Writes ONNX Runtime profiles with this prefix and -float32 or -int8. */
  readonly profile?: string | undefined;
}

/** Inference of the paper's network with weights as training begins with, calibrated on random images. */
export async function measureInt8({ batch, threads, runs, profile }: Int8Options): Promise<Int8Speed> {
  const imageShape = [3, 128, 128] as const;
  const random = createRandom(0);
  const { declarations } = buildTrainingStep({
    network: paperCnn(6),
    batch: 2,
    imageShape,
    optimizer: adam(),
  });
  const graph = buildInferenceGraph(paperCnn(6), initializeWeights(declarations, random), { imageShape });
  const shape = [batch, ...imageShape];
  const length = shape.reduce((product, size) => product * size, 1);
  const images = tensor(
    "float32",
    shape,
    Float32Array.from({ length }, () => random.uniform()),
  );
  const { graph: narrow } = await quantizeModel(graph, async function* () {
    yield images;
  });
  const open = (name: string, model: typeof graph) =>
    openSession(model, { threads, ...(profile && { profile: `${profile}-${name}` }) });
  const sessions = [await open("float32", graph), await open("int8", narrow)];
  const times: [number[], number[]] = [[], []];
  for (let run = -2; run < runs; run++) {
    for (const which of run % 2 === 0 ? ([0, 1] as const) : ([1, 0] as const)) {
      const start = performance.now();
      await sessions[which]?.run({ images });
      if (run >= 0) times[which].push((performance.now() - start) / batch);
    }
  }
  for (const session of sessions) await session.close();
  const [float32, int8] = times;
  return {
    float32_ms_per_image: median(float32),
    int8_ms_per_image: median(int8),
    ratios: int8.map((time, run) => time / (float32[run] ?? Number.NaN)),
  };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const { values } = parseArgs({
    options: {
      batch: { type: "string", default: "64" },
      threads: { type: "string", default: "2" },
      runs: { type: "string", default: "11" },
      profile: { type: "string" },
    },
  });
  const [batch, threads, runs] = [values.batch, values.threads, values.runs].map(Number) as [
    number,
    number,
    number,
  ]; // three in, three out
  process.stdout.write(
    `${JSON.stringify(await measureInt8({ batch, threads, runs, profile: values.profile }))}\n`,
  );
}
