import type { Bench, BenchContext } from "../harness/bench.ts";
import { conditionsOf, lineOf, type MeasuredLine } from "../harness/results.ts";
import { runWorker } from "../harness/run-child.ts";

interface Measured {
  readonly grad_cam_ms_per_image: number;
  readonly forward_ms_per_image: number;
  /** From the graph in memory to its first maps. */
  readonly first_seconds: number;
}

/** Grad-CAM of the default network against its own scores of the same images. */
export const gradCam: Bench = {
  name: "grad-cam",
  lines: ["grad-cam/forward"],
  seconds: 30,
  measure: (context) =>
    measureLine(context, "grad-cam/forward", { network: "resnet", size: 128, images: 1000 }),
};

/** One image at a time through DenseNet 121, as when a single verdict is asked about. */
export const gradCamDensenet: Bench = {
  name: "grad-cam-densenet121",
  lines: ["grad-cam-densenet121/forward"],
  seconds: 20,
  measure: (context) =>
    measureLine(context, "grad-cam-densenet121/forward", { network: "densenet121", size: 299, images: 1 }),
};

async function measureLine(
  context: BenchContext,
  name: string,
  work: { readonly network: string; readonly size: number; readonly images: number },
): Promise<MeasuredLine[]> {
  const options = { ...work, threads: context.threads, runs: work.images === 1 ? 11 : 3 };
  const { ours = [] } = await context.measureInTurn({
    ours: () =>
      runWorker<Measured>(
        "workers/grad-cam.ts",
        Object.entries(options).flatMap(([key, value]) => [`--${key}`, String(value)]),
      ),
  });
  const explained = ours.map((one) => one.grad_cam_ms_per_image);
  const forward = ours.map((one) => one.forward_ms_per_image);
  const first = Math.max(...ours.map((one) => one.first_seconds));
  return [
    {
      ...lineOf(name, "ms/image", explained, forward),
      conditions: conditionsOf({
        threads: context.threads,
        pairs: ours.length,
        peer: "our own forward pass",
        note: `${work.images} images of ${work.size} px; opening the network and its first maps took ${first.toFixed(2)} s at most`,
      }),
    },
  ];
}
