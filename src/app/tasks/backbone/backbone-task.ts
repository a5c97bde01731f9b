import { z } from "zod";
import { MorError } from "../../../errors.ts";
import type { InputScalingName } from "../../../learning/backbones/backbone.ts";
import type { Effects } from "../effects.ts";
import { nearest } from "../nearest.ts";
import type { SpecSchema } from "../spec.ts";
import { addBackbone } from "./add-backbone.ts";
import { backboneName, refuseIncluded } from "./backbone-name.ts";
import { type ListedBackbone, listBackbones } from "./list-backbones.ts";
import { publishedByName } from "./published-weights.ts";
import { knownWeights, type PulledBackbone, pullBackbone } from "./pull-backbone.ts";
import { backboneFolder, listStore, removeFromStore, type StoredBackbone } from "./store.ts";

export interface BackboneTaskSpec {
  readonly action: BackboneAction;
  /** Names to pull or to remove; the file to add. */
  readonly targets: readonly string[];
  readonly as?: string | undefined;
  readonly from?: string | undefined;
  readonly licence?: string | undefined;
  readonly citation?: string | undefined;
  readonly inputScaling?: InputScalingName | undefined;
  readonly tap?: string | undefined;
  readonly force: boolean;
}

export type BackboneAction = "list" | "pull" | "add" | "remove";

export type BackboneResult =
  | { readonly action: "list"; readonly folder: string; readonly backbones: readonly ListedBackbone[] }
  | { readonly action: "pull"; readonly folder: string; readonly backbones: readonly PulledBackbone[] }
  | { readonly action: "add"; readonly folder: string; readonly backbones: readonly StoredBackbone[] }
  | { readonly action: "remove"; readonly folder: string; readonly removed: readonly string[] };

export const backboneTaskSpec: SpecSchema<BackboneTaskSpec> = z.strictObject({
  action: z.enum(["list", "pull", "add", "remove"]).default("list").describe("list, pull, add or remove"),
  targets: z
    .array(z.string().min(1))
    .default([])
    .describe("Names to pull or to remove, or the file to add: .onnx, .h5 or .safetensors")
    .meta({ metavar: "NAME|FILE" }),
  as: z.string().min(1).optional().describe("add: name in the store").meta({ metavar: "NAME" }),
  from: z
    .string()
    .min(1)
    .optional()
    .describe("pull: address or folder that has the files, instead of the official address")
    .meta({ metavar: "URL|DIR" }),
  licence: z.string().min(1).optional().describe("add: licence of the weights").meta({ metavar: "TEXT" }),
  citation: z
    .string()
    .min(1)
    .optional()
    .describe("add: reference of the network, with its doi")
    .meta({ metavar: "TEXT" }),
  inputScaling: z
    .enum(["torch", "tensorflow", "caffe", "unit"])
    .optional()
    .describe(
      "add: how an ONNX network wants its input, kept for every use (default: torch, with a warning)",
    ),
  tap: z
    .string()
    .min(1)
    .optional()
    .describe("add: value of an ONNX network that the features are (default: the last pooled features)")
    .meta({ metavar: "NAME" }),
  force: z.boolean().default(false).describe("pull, add: replace weights of that name"),
});

/**
 * Lists, fetches, adds and removes pretrained weights.
 *
 * @throws MorError as `pullBackbone` and `addBackbone`; `usage` for targets and options that the action does not take,
 *   and for a name that is not there.
 */
export async function backboneTask(spec: BackboneTaskSpec, effects: Effects): Promise<BackboneResult> {
  const { action, targets, as, from, licence, citation, inputScaling, tap, force } = spec;
  checkOptions(spec);
  const folder = backboneFolder();
  if (action === "list") return { action, folder, backbones: await listBackbones(folder) };
  if (action === "remove") return { action, folder, removed: await remove(targets, folder) };
  if (action === "add") {
    const [file = ""] = targets;
    return {
      action,
      folder,
      backbones: [
        await addBackbone(file, { as, licence, citation, inputScaling, tap, force, folder }, effects),
      ],
    };
  }
  for (const name of targets) knownWeights(name); // before the first is fetched
  const backbones: PulledBackbone[] = [];
  for (const name of targets) backbones.push(await pullBackbone(name, { from, force, folder }, effects));
  return { action, folder, backbones };
}

const optionsOf: Readonly<Record<BackboneAction, readonly (keyof BackboneTaskSpec)[]>> = {
  list: [],
  pull: ["from"],
  add: ["as", "licence", "citation", "inputScaling", "tap"],
  remove: [],
};

const usages: Readonly<Record<BackboneAction, string>> = {
  list: "mor backbone list",
  pull: "mor backbone pull vgg16",
  add: "mor backbone add network.onnx",
  remove: "mor backbone remove vgg16",
};

function checkOptions(spec: BackboneTaskSpec): void {
  const { action, targets } = spec;
  const hint = `As in: ${usages[action]}`;
  const wrong = (["as", "from", "licence", "citation", "inputScaling", "tap"] as const).find(
    (key) => spec[key] !== undefined && !optionsOf[action].includes(key),
  );
  if (wrong !== undefined) {
    throw new MorError("usage", `Expected no "${wrong}" with ${action}, got ${JSON.stringify(spec[wrong])}`, {
      hint,
    });
  }
  const [fewest, most, what] = counts[action];
  if (targets.length >= fewest && targets.length <= most) return;
  throw new MorError("usage", `Expected ${what} to ${action}, got ${targets.join(" ") || "nothing"}`, {
    hint,
  });
}

const counts: Readonly<Record<BackboneAction, readonly [fewest: number, most: number, what: string]>> = {
  list: [0, 0, "nothing"],
  pull: [1, Number.POSITIVE_INFINITY, "the names of weights"],
  add: [1, 1, "one file"],
  remove: [1, Number.POSITIVE_INFINITY, "the names of weights"],
};

async function remove(targets: readonly string[], folder: string): Promise<string[]> {
  for (const target of targets) refuseIncluded(target);
  const names = targets.map((target) => publishedByName(backboneName(target))?.name ?? target);
  const there = (await listStore(folder)).map(({ name }) => name);
  for (const name of names) {
    // What a broken download has left has no entry yet.
    if (there.includes(name) || publishedByName(name) !== undefined) continue;
    throw notThere(name, there);
  }
  const removed: string[] = [];
  for (const name of names) {
    if (await removeFromStore(name, folder)) removed.push(name);
    else throw notThere(name, there);
  }
  return removed;
}

function notThere(name: string, there: readonly string[]): MorError {
  const meant = nearest(name, there);
  const known = there.length === 0 ? "The store is empty." : `In the store: ${there.join(", ")}.`;
  return new MorError("usage", `Expected the name of a backbone in the store, got "${name}"`, {
    hint: meant === undefined ? known : `Did you mean "${meant}"?`,
  });
}
