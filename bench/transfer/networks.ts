import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { openBackbone } from "../../src/app/tasks/backbone/resolve-backbone.ts";
import { silentEffects } from "../../src/app/tasks/effects.ts";
import { writeOnnx } from "../../src/engine/graph/onnx/write-onnx.ts";
import { writeWhole } from "../../src/files/write-whole.ts";
import {
  type Backbone,
  type InputScalingName,
  inputScalings,
} from "../../src/learning/backbones/backbone.ts";
import { organelle } from "../../src/learning/backbones/organelle-backbone.ts";
import { createRandom } from "../../src/tensor/random.ts";
import { randomNetwork } from "./random-network.ts";

/** A network whose transfer is measured. */
export interface TransferNetwork {
  /** As it was asked for: "squeezenet1_1", "random:organelle,size=96". */
  readonly name: string;
  /** The name without `random:`. */
  readonly trainedName: string;
  readonly isRandom: boolean;
  /** ONNX file, or a name of the store. */
  readonly file: string;
  readonly inputScaling: InputScalingName | undefined;
  readonly tap: string | undefined;
  /** Height and width of the input, which need not be those that the network was made for. */
  readonly size: number;
  /** Height and width of the input in fine-tuning, where `mor train` is not left to choose them. */
  readonly tuningSize: number | undefined;
  readonly backbone: Backbone;
}

export interface FindNetworkOptions {
  /** Folder of ONNX files. */
  readonly weights: string;
  /** Folder to write networks with random weights into. */
  readonly work: string;
  readonly seed: number;
}

/** How the given ImageNet files want their input, where it is not ImageNet's mean and deviation. */
const scalings: readonly (readonly [RegExp, InputScalingName])[] = [
  [/tfslim|inception_v3_2015/, "tensorflow"],
  [/^organelle/, "unit"],
];

/** Where our own network lies. */
const own: string = dirname(organelle.file);

/** The ONNX files of the folder of weights, our own network, and it without what it has learnt. */
export async function allNetworks(weights: string): Promise<string[]> {
  const files = existsSync(weights) ? await readdir(weights) : [];
  const names = files.filter((file) => file.endsWith(".onnx")).map((file) => basename(file, ".onnx"));
  return [...(existsSync(organelle.file) ? ["organelle", "random:organelle"] : []), ...names.sort()];
}

/**
 * Opens what is named: `NAME`, a file in the folder of weights, in `weights/` of the checkout or in the store; or `FILE`. Put
 * `random:` before it for the same network with random weights, and `,size=96`, `,scaling=torch` or `,tap=NAME` behind it.
 * @throws MorError as `openBackbone`; Error for other words behind the name.
 */
export async function findNetwork(spec: string, options: FindNetworkOptions): Promise<TransferNetwork> {
  const [head = "", ...words] = spec.split(",");
  const isRandom = head.startsWith("random:");
  const given = isRandom ? head.slice("random:".length) : head;
  const file = locate(given, options.weights);
  const settings = new Map(words.map((word) => splitWord(word, spec)));
  const name = basename(given, ".onnx");
  const scaling = settings.get("scaling") ?? scalings.find(([pattern]) => pattern.test(name))?.[1] ?? "torch";
  const inputScaling = file.endsWith(".onnx") ? checkScaling(scaling) : undefined;
  const trained = await openBackbone(file, { inputScaling, tap: settings.get("tap") }, silentEffects());
  const wanted = settings.get("size");
  // Its file takes any size and does not say which one it was made for.
  const tuningSize = wanted ? Number(wanted) : resolve(file) === organelle.file ? organelle.size : undefined;
  const shared = {
    name: spec,
    trainedName: isRandom ? spec.slice("random:".length) : spec,
    isRandom,
    inputScaling,
    size: tuningSize ?? trained.size,
    tuningSize,
  };
  if (!isRandom) return { ...shared, file, tap: settings.get("tap"), backbone: trained };
  const written = await writeRandom(trained, options);
  const backbone = await openBackbone(written, { inputScaling, tap: trained.tap }, silentEffects());
  return { ...shared, file: written, tap: trained.tap, backbone };
}

function locate(name: string, weights: string): string {
  const candidates = [name, join(weights, `${name}.onnx`), join(own, `${name}.onnx`)];
  return candidates.find((path) => existsSync(path)) ?? name;
}

function splitWord(word: string, spec: string): [string, string] {
  const [, key, value] = /^(size|scaling|tap)=(.+)$/.exec(word) ?? [];
  if (!key || !value) throw new Error(`Expected size=N, scaling=NAME or tap=NAME, got "${word}" (${spec})`);
  return [key, value];
}

function checkScaling(name: string): InputScalingName {
  if (Object.hasOwn(inputScalings, name)) return name as InputScalingName; // it is a key of that table
  throw new Error(`Expected scaling=${Object.keys(inputScalings).join("|")}, got ${name}`);
}

async function writeRandom(
  { graph, hash, name }: Backbone,
  { work, seed }: FindNetworkOptions,
): Promise<string> {
  const folder = join(work, "random");
  await mkdir(folder, { recursive: true });
  const key = createHash("sha256").update(`${hash} ${seed}`).digest("hex").slice(0, 12);
  const file = join(folder, `${name}-${key}.onnx`);
  if (!existsSync(file)) {
    await writeWhole(file, writeOnnx(randomNetwork(graph, createRandom(seed).fork("network"))));
  }
  return file;
}
