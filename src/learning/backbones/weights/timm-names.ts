import type { ArchitectureName } from "../architecture-name.ts";
import type { KerasWeight } from "./keras-weights.ts";

/**
 * The name that timm's network of the same architecture has for a weight; undefined for the networks that timm builds
 * otherwise. Filters are [out, in / groups, h, w] there as here.
 */
export function timmName(architecture: ArchitectureName, { name, layer }: KerasWeight): string | undefined {
  const module = modules[architecture]?.(layer);
  const kind = kinds[name.slice(name.lastIndexOf(".") + 1)];
  return module === undefined || kind === undefined ? undefined : `${module}.${kind}`;
}

/** Whether a tensor is no part of the features: the classifier, an auxiliary one, or a counter of batches. */
export function isTimmExtra(name: string): boolean {
  return /^(classifier|fc|head|pre_logits|AuxLogits)\.|\.num_batches_tracked$/.test(name);
}

const kinds: Readonly<Record<string, string>> = {
  weight: "weight",
  bias: "bias",
  scale: "weight",
  shift: "bias",
  runningMean: "running_mean",
  runningVariance: "running_var",
};

type ModuleOf = (layer: string) => string | undefined;

const modules: Readonly<Partial<Record<ArchitectureName, ModuleOf>>> = {
  "inception-v3": inceptionModule,
  vgg16: vggModule,
  "mobilenet-v2": mobilenetModule,
  densenet121: densenetModule,
  densenet169: densenetModule,
  densenet201: densenetModule,
};

/** Numbers of the convolutions in a list in which rectifiers and poolings count, too. */
const vggPlaces: Readonly<Record<string, readonly number[]>> = {
  block1: [0, 2],
  block2: [5, 7],
  block3: [10, 12, 14],
  block4: [17, 19, 21],
  block5: [24, 26, 28],
};

function vggModule(layer: string): string | undefined {
  const [block = "", conv = ""] = layer.split("_conv");
  const place = vggPlaces[block]?.[Number(conv) - 1];
  return place === undefined ? undefined : `features.${place}`;
}

function densenetModule(layer: string): string | undefined {
  const stem = { conv1_conv: "conv0", conv1_bn: "norm0", bn: "norm5" }[layer];
  if (stem !== undefined) return `features.${stem}`;
  const transition = /^pool(\d+)_(bn|conv)$/.exec(layer);
  if (transition) {
    const [, stage, kind] = transition;
    return `features.transition${Number(stage) - 1}.${kind === "bn" ? "norm" : "conv"}`;
  }
  const [, stage, block, part = ""] = /^conv(\d+)_block(\d+)_(.*)$/.exec(layer) ?? [];
  const inner = { "0_bn": "norm1", "1_conv": "conv1", "1_bn": "norm2", "2_conv": "conv2" }[part];
  return inner && `features.denseblock${Number(stage) - 1}.denselayer${block}.${inner}`;
}

/** Blocks in each stage. */
const mobilenetStages = [1, 2, 3, 4, 3, 3, 1] as const;

function mobilenetModule(layer: string): string | undefined {
  const outer = { Conv1: "conv_stem", bn_Conv1: "bn1", Conv_1: "conv_head", Conv_1_bn: "bn2" }[layer];
  if (outer !== undefined) return outer;
  const [, first, number = "0", part = ""] = /^(?:(expanded_conv)|block_(\d+))_(.*)$/.exec(layer) ?? [];
  const parts: Readonly<Record<string, string>> = first
    ? { depthwise: "conv_dw", depthwise_BN: "bn1", project: "conv_pw", project_BN: "bn2" }
    : {
        expand: "conv_pw",
        expand_BN: "bn1",
        depthwise: "conv_dw",
        depthwise_BN: "bn2",
        project: "conv_pwl",
        project_BN: "bn3",
      };
  const inner = parts[part];
  let block = Number(number);
  for (const [stage, blocks] of mobilenetStages.entries()) {
    if (block < blocks) return inner && `blocks.${stage}.${block}.${inner}`;
    block -= blocks;
  }
  return undefined;
}

const fives = branches("branch1x1", "branch5x5_1", "branch5x5_2", triple("branch3x3dbl"), "branch_pool");
const sevens = branches(
  "branch1x1",
  triple("branch7x7"),
  triple("branch7x7dbl"),
  "branch7x7dbl_4",
  "branch7x7dbl_5",
  "branch_pool",
);
const wide = branches(
  "branch1x1",
  ["branch3x3_1", "branch3x3_2a", "branch3x3_2b"],
  ["branch3x3dbl_1", "branch3x3dbl_2", "branch3x3dbl_3a", "branch3x3dbl_3b"],
  "branch_pool",
);

/** Modules in the order in which Keras numbers its convolutions. */
const inceptionModules: readonly string[] = [
  "Conv2d_1a_3x3",
  "Conv2d_2a_3x3",
  "Conv2d_2b_3x3",
  "Conv2d_3b_1x1",
  "Conv2d_4a_3x3",
  ...["Mixed_5b", "Mixed_5c", "Mixed_5d"].flatMap(fives),
  ...branches("branch3x3", triple("branch3x3dbl"))("Mixed_6a"),
  ...["Mixed_6b", "Mixed_6c", "Mixed_6d", "Mixed_6e"].flatMap(sevens),
  ...branches("branch3x3_1", "branch3x3_2", triple("branch7x7x3"), "branch7x7x3_4")("Mixed_7a"),
  ...["Mixed_7b", "Mixed_7c"].flatMap(wide),
];

function inceptionModule(layer: string): string | undefined {
  const [, kind, number = "0"] = /^(conv2d|batch_normalization)(?:_(\d+))?$/.exec(layer) ?? [];
  const module = inceptionModules[Number(number)];
  return kind && module && `${module}.${kind === "conv2d" ? "conv" : "bn"}`;
}

function branches(...names: readonly (string | readonly string[])[]): (block: string) => string[] {
  return (block) => names.flat().map((name) => `${block}.${name}`);
}

function triple(name: string): string[] {
  return [1, 2, 3].map((number) => `${name}_${number}`);
}
