import { existsSync } from "node:fs";
import { compareFeatures, defaultWeights } from "../features.ts";
import type { Bench } from "../harness/bench.ts";

/** Features of files on disk by MobileNet v2, decoding included, beside Python's onnxruntime on the same weights. */
export const features: Bench = {
  name: "features-mobilenet",
  lines: [
    "features-mobilenet/onnxruntime-python",
    "features-mobilenet-processor-time/onnxruntime-python",
    "features-mobilenet-warm/cold",
  ],
  seconds: 40,
  async measure({ peers, leaveOut, pairs, threads, log }) {
    const name = "features-mobilenet/onnxruntime-python";
    if (!existsSync(defaultWeights)) {
      leaveOut(name, `there are no weights (${defaultWeights})`);
      return [];
    }
    const python = await peers.python(name, ["onnxruntime", "numpy", "PIL"]);
    if (python === undefined) return [];
    const options = { pairs, threads, python, images: 600, theirBatch: 32, weights: defaultWeights };
    return compareFeatures({ ...options, log: (text) => log(`  ${text}`) });
  },
};
