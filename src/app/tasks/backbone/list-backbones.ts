import { stat } from "node:fs/promises";
import { organelle } from "../../../learning/backbones/organelle-backbone.ts";
import { describeWeights } from "./describe-weights.ts";
import { publishedWeights } from "./published-weights.ts";
import { type BackboneRecord, backboneFolder, listStore } from "./store.ts";

/** A line of the list: what can be had, and what is there. */
export type ListedBackbone = Pick<BackboneRecord, "name" | "title" | "architecture" | "size" | "features"> & {
  readonly parameters?: number;
  /** `included`: it comes with the package; `published`: it can be pulled. */
  readonly state: "included" | "stored" | "published" | "damaged";
  /** What is wrong with a damaged entry, as half a sentence. */
  readonly damage?: string;
  readonly bytes?: number;
  readonly origin?: BackboneRecord["origin"];
  /** The weight file. */
  readonly path?: string;
};

/** That of the package, the published weights in the order of the paper, then those of the user by name. */
export async function listBackbones(folder: string = backboneFolder()): Promise<readonly ListedBackbone[]> {
  const stored = new Map((await listStore(folder)).map((entry) => [entry.name, describe(entry)]));
  const published = publishedWeights.map((entry): ListedBackbone => {
    const { name, title, architecture, size, features, parameters, licence, citation, address } = entry;
    const origin = { weights: "imagenet", licence, citation, address };
    const known = {
      name,
      title,
      architecture,
      size,
      features,
      parameters,
      state: "published",
      origin,
    } as const;
    const there = stored.get(name);
    return there?.state === "damaged" ? { ...known, ...damageOf(there) } : (there ?? known);
  });
  const names = new Set(published.map(({ name }) => name));
  return [
    await describeIncluded(),
    ...published,
    ...[...stored.values()].filter(({ name }) => !names.has(name)),
  ];
}

async function describeIncluded(): Promise<ListedBackbone> {
  const { name, title, size, origin, file } = organelle;
  const known = { name, title, architecture: "onnx", size, origin, path: file } as const;
  const { size: bytes } = (await stat(file).catch(() => undefined)) ?? {};
  if (bytes === undefined) {
    return { ...known, state: "damaged", damage: "its weights are missing: install the package again" };
  }
  const { features, parameters } = await describeWeights(file, "features");
  return { ...known, features, parameters, bytes, state: "included" };
}

function damageOf({ state, damage }: ListedBackbone): Pick<ListedBackbone, "state" | "damage"> {
  return { state, ...(damage === undefined ? {} : { damage }) };
}

function describe(entry: Awaited<ReturnType<typeof listStore>>[number]): ListedBackbone {
  if ("damage" in entry) {
    const { name, damage } = entry;
    return { name, title: name, architecture: "onnx", state: "damaged", damage };
  }
  const { name, title, architecture, size, features, parameters, bytes, origin, path } = entry;
  return { name, title, architecture, size, features, parameters, bytes, origin, path, state: "stored" };
}
