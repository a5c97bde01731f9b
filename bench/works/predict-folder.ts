import type { Bench } from "../harness/bench.ts";
import { comparePredictFolder } from "../predict-folder.ts";

/** `mor predict` on a folder of JPEG and TIFF images, beside a PyTorch DataLoader with the same network. */
export const predictFolder: Bench = {
  name: "predict-folder",
  lines: [
    "predict-folder/pytorch",
    "predict-folder-without-start/pytorch",
    "predict-folder-processor-time/pytorch",
  ],
  seconds: 60,
  async measure({ peers, pairs, images, threads, log }) {
    const python = await peers.python("predict-folder/pytorch", ["torch", "numpy", "onnx", "PIL"]);
    return python === undefined
      ? []
      : await comparePredictFolder({
          ...{ pairs, images, threads, python },
          log: (text) => log(`  ${text}`),
        });
  },
};
