import { architectures } from "../../src/learning/backbones/architectures.ts";
import type { Bench, BenchContext } from "../harness/bench.ts";
import type { MeasuredLine } from "../harness/results.ts";
import { runWorker } from "../harness/run-child.ts";
import { compareWithPeers } from "../harness/with-peers.ts";

interface Measured {
  readonly infer_ms_per_image: number;
}

const batch = 16;

/** Networks whose one run takes seconds: fewer of them count. */
const heavy = new Set(["vgg16", "resnet101-v2", "resnet152-v2", "densenet201"]);

const peers = [
  {
    name: "pytorch-channels-last",
    script: "inference_torch.py",
    modules: ["torch", "torchvision", "timm"],
  },
  { name: "keras", script: "inference_keras.py", modules: ["tensorflow"] },
] as const;

/** The default network on its largest tiles, and the nine of the paper on images of the size that they were made for. */
const networks = [
  { name: "resnet", size: 128 },
  ...Object.values(architectures).map(({ name, size }) => ({ name, size })),
];

/** Inference of the backbones up to their features; weights are random, which costs the same time. */
export const backbones: readonly Bench[] = networks.map(({ name, size }) => ({
  name: `inference-${name}`,
  group: "backbones",
  lines: peers.map((peer) => `inference-${name}/${peer.name}`),
  seconds: heavy.has(name) ? 75 : 35,
  measure: (context) => measureBackbone(context, name, size),
}));

function measureBackbone(
  context: BenchContext,
  network: string,
  size: number,
): Promise<readonly MeasuredLine[]> {
  const { threads } = context;
  const runs = heavy.has(network) ? 3 : 5;
  const args = Object.entries({ network, size, batch, threads, runs }).flatMap(([key, value]) => [
    `--${key}`,
    String(value),
  ]);
  return compareWithPeers<Measured>(context, {
    ours: () => runWorker("workers/backbone.ts", args),
    peers: peers.map((peer) => ({ ...peer, script: context.peers.own(peer.script) })),
    args,
    measures: [
      { work: `inference-${network}`, unit: "ms/image", of: ({ infer_ms_per_image }) => infer_ms_per_image },
    ],
    conditions: { batch, note: `${size} px` },
  });
}
