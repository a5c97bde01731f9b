// A network of your own: layers and single operators written into a graph, trained, and saved as an ONNX file.
//
// Run in a clone: npm run build && npx tsx examples/own-network.ts

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  adamW,
  batchNorm,
  buildInferenceGraph,
  buildTrainingStep,
  conv2d,
  createRandom,
  dense,
  float32,
  globalAveragePool,
  globalMaxPool,
  initializeWeights,
  type Network,
  oneCycleSchedule,
  openSession,
  openTrainer,
  type PhantomClass,
  type Random,
  renderPhantom,
  saveOnnx,
  scaleIntensity,
} from "deeplearnmor";

const classes: readonly PhantomClass[] = ["chlo_normal", "mito_elongated", "pex_normal"];
const [size, batch, steps] = [64, 32, 80];

// Depthwise separable convolutions; maximum and mean over the image side by side. Any operator of the catalogue can
// stand between the layers: `scope.b.op` infers its shape, and its gradient is known.
const network: Network = (scope, images) => {
  let x = conv2d(scope, "stem", images, 16, { stride: 2, padding: 1 });
  for (const name of ["block1", "block2"]) {
    const channels = Number(x.shape[1]);
    const depthwise = conv2d(scope, `${name}.depthwise`, x, channels, { padding: 1, groups: channels });
    x = conv2d(scope, `${name}.pointwise`, depthwise, 2 * channels, { kernel: 1, bias: false });
    x = scope.b.op("HardSwish", [batchNorm(scope, `${name}.norm`, x)]);
    x = scope.b.op("MaxPool", [x], { kernel_shape: [2, 2], strides: [2, 2] });
  }
  const features = scope.b.op("Concat", [globalMaxPool(scope, x), globalAveragePool(scope, x)], { axis: 1 });
  return dense(scope, "classifier", features, classes.length);
};

/** Made-up micrographs with their labels; `images` is [count, 1, size, size]. */
function drawBatch(count: number, random: Random) {
  const images = new Float32Array(count * size * size);
  const labels = BigInt64Array.from({ length: count }, () => BigInt(random.integer(classes.length)));
  labels.forEach((label, index) => {
    const className = classes[Number(label)] ?? "chlo_normal";
    const { image } = renderPhantom({ className, random: random.fork(index), size });
    const picture = { ...image, path: className, channels: 1, pixelType: "uint8" } as const;
    images.set(scaleIntensity(picture, { kind: "per-image" }), index * size * size);
  });
  return { images, labels };
}

const random = createRandom(1);
const step = buildTrainingStep({ network, batch, imageShape: [1, size, size], optimizer: adamW() });
const trainer = await openTrainer(step, initializeWeights(step.declarations, random));
const schedule = oneCycleSchedule(0.005, { steps });
for (let at = 0; at < steps; at++) {
  const { loss } = await trainer.run(drawBatch(batch, random.fork("batch", at)), schedule(at), random);
  if (at % 20 === 19) console.log(`step ${at + 1}: loss ${loss.toFixed(3)}`);
}
const weights = trainer.snapshot();
await trainer.close();

const folder = await mkdtemp(join(tmpdir(), "mor-example-"));
try {
  const file = join(folder, "network.onnx"); // runs in any ONNX Runtime
  await saveOnnx(file, buildInferenceGraph(network, weights, { imageShape: [1, size, size] }));
  const session = await openSession(file);
  const { images, labels } = drawBatch(60, random.fork("new images"));
  const { probabilities } = await session.run({ images: float32([60, 1, size, size], images) });
  await session.close();
  const right = labels.reduce((sum, label, row) => {
    const scores = classes.map((_, column) => Number(probabilities?.data[row * classes.length + column]));
    return sum + Number(scores.indexOf(Math.max(...scores)) === Number(label));
  }, 0);
  console.log(`${right} of 60 new images are right`);
} finally {
  await rm(folder, { recursive: true });
}
