import type { Bench } from "../harness/bench.ts";
import { runWorker } from "../harness/run-child.ts";
import { compareWithPeers } from "../harness/with-peers.ts";

interface Measured {
  readonly train_ms_per_image: number;
  readonly infer_ms_per_image: number;
  /** Bytes. */
  readonly peakMemory: number;
}

/** Training and inference of the paper's CNN, and peak memory of the process that does both. */
const measures = [
  { work: "train-step", unit: "ms/image", of: (one: Measured) => one.train_ms_per_image },
  { work: "inference", unit: "ms/image", of: (one: Measured) => one.infer_ms_per_image },
  { work: "peak-memory", unit: "MiB", of: (one: Measured) => one.peakMemory / 2 ** 20 },
] as const;

const peers = [
  {
    name: "pytorch-channels-last",
    script: "paper_cnn_torch.py",
    modules: ["torch"],
    args: ["--mode", "channels_last"],
  },
  { name: "keras", script: "paper_cnn_keras.py", modules: ["tensorflow"], args: [] },
] as const;

export const paperCnn: Bench = paperCnnBench({ name: "paper-cnn", batch: 64, suffix: "", seconds: 45 });

/** The batch of the paper. */
export const paperCnn128: Bench = paperCnnBench({
  name: "paper-cnn-128",
  batch: 128,
  suffix: "-128",
  seconds: 90,
});

interface Variant extends Pick<Bench, "name" | "seconds"> {
  readonly batch: number;
  /** Of the works in the names of lines. */
  readonly suffix: string;
}

function paperCnnBench({ name, batch, suffix, seconds }: Variant): Bench {
  const named = measures.map((measure) => ({ ...measure, work: `${measure.work}${suffix}` }));
  return {
    name,
    lines: named.flatMap(({ work }) => peers.map((peer) => `${work}/${peer.name}`)),
    seconds,
    measure(context) {
      const args = ["--batch", String(batch), "--threads", String(context.threads)];
      return compareWithPeers<Measured>(context, {
        ours: () => runWorker("ours.ts", args),
        peers: peers.map((peer) => ({ ...peer, script: context.peers.given(peer.script) })),
        args,
        measures: named,
        conditions: { batch },
      });
    },
  };
}
