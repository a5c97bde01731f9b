import { readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { MorError } from "../../../errors.ts";
import { makeFolder } from "../../../files/make-folder.ts";
import { errnoOf } from "../../../files/output-error.ts";
import { writeWhole } from "../../../files/write-whole.ts";
import { type ArchitectureName, architectureNames } from "../../../learning/backbones/architecture-name.ts";
import type { InputScalingName, WeightsOrigin } from "../../../learning/backbones/backbone.ts";
import { cacheError, cacheRoot } from "../cache-root.ts";
import { backboneName } from "./backbone-name.ts";
import { digestFile } from "./digest-file.ts";
import { publishedByName } from "./published-weights.ts";

/** What is known of a weight file. */
export interface BackboneRecord {
  readonly name: string;
  readonly title: string;
  readonly architecture: ArchitectureName | "onnx";
  /** Of MobileNet v2. */
  readonly width?: number | undefined;
  readonly format: WeightFormat;
  readonly bytes: number;
  /** In hex, as are all checksums. */
  readonly sha256: string;
  /** Height and width that the network was made for; unknown for a graph that leaves them open. */
  readonly size?: number | undefined;
  /** Values that it makes of an image; unknown for a graph whose tap has to be named. */
  readonly features?: number | undefined;
  readonly parameters: number;
  /** How an ONNX network wants its input, and which of its values the features are, as the user said. */
  readonly inputScaling?: InputScalingName | undefined;
  readonly tap?: string | undefined;
  readonly origin: WeightsOrigin;
  /** When it was stored: ISO 8601. */
  readonly added: string;
}

export type WeightFormat = "onnx" | "h5" | "safetensors";

/** A weight file of the store. */
export interface StoredBackbone extends BackboneRecord {
  /** Where the weights are. */
  readonly path: string;
}

/** An entry that is there but cannot be used. */
export interface DamagedBackbone {
  readonly name: string;
  /** What is wrong, as half a sentence: "its weights are missing". */
  readonly damage: string;
}

/** The folder of the store; it may not exist. */
export function backboneFolder(root: string = cacheRoot()): string {
  return join(root, "backbones");
}

/**
 * A backbone of the store by its name, its weights checked against their SHA-256; `undefined` when there is none.
 *
 * @throws MorError `usage` for what is no name, `model-invalid` for an entry that is damaged.
 */
export async function findBackbone(
  name: string,
  folder: string = backboneFolder(),
): Promise<StoredBackbone | undefined> {
  const entry = await readEntry(publishedByName(backboneName(name))?.name ?? name, folder);
  if (entry === undefined) return undefined;
  const damage = "damage" in entry ? entry.damage : await findDamage(entry);
  if (damage === undefined && "path" in entry) return entry;
  throw new MorError("model-invalid", `Expected the backbone "${name}" as it was stored, but ${damage}`, {
    hint: `Get it again: mor backbone pull ${name}, or mor backbone add FILE --as ${name} --force.`,
    path: folder,
  });
}

/** All entries by name; weights are looked at, but not read. A store that is not there is empty. */
export async function listStore(
  folder: string = backboneFolder(),
): Promise<readonly (StoredBackbone | DamagedBackbone)[]> {
  const entries: (StoredBackbone | DamagedBackbone)[] = [];
  for (const file of await readFolder(folder)) {
    const name = /^([^.].*)\.json$/.exec(file)?.[1];
    const entry = name === undefined ? undefined : await readEntry(name, folder);
    if (entry !== undefined) entries.push(entry);
  }
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * Moves a weight file that lies in the store under a temporary name to its place, then writes what is known of it: a
 * reader sees the old entry or the new one. Weights that the old entry had are removed.
 *
 * @throws MorError `output-unwritable`.
 */
export async function storeBackbone(
  temporary: string,
  record: BackboneRecord,
  folder: string = backboneFolder(),
): Promise<StoredBackbone> {
  // Named by their content: an entry never points to weights of another one.
  const file = `${record.name}-${record.sha256.slice(0, 12)}.${record.format}`;
  const path = join(folder, file);
  const before = await readEntry(record.name, folder);
  try {
    await rename(temporary, path);
    await writeWhole(
      join(folder, `${record.name}.json`),
      `${JSON.stringify({ ...record, file }, undefined, 2)}\n`,
    );
    if (before !== undefined && "path" in before && before.path !== path)
      await rm(before.path, { force: true });
  } catch (error) {
    throw cacheError(error, folder);
  }
  return { ...record, path };
}

/** Removes an entry, its weights and what an interrupted download has left of it. @returns whether there was any. */
export async function removeFromStore(name: string, folder: string = backboneFolder()): Promise<boolean> {
  const ofEntry = (file: string) =>
    file.startsWith(`${name}-`) && /^[0-9a-f]{12}\.(onnx|h5|safetensors)$/.test(file.slice(name.length + 1));
  const files = (await readFolder(folder)).filter(
    (file) => file === `${name}.json` || ofEntry(file) || file.startsWith(`.${name}.part-`),
  );
  try {
    // The record goes first: without it there is no entry, whatever happens next.
    for (const file of files.sort((a) => (a.endsWith(".json") ? -1 : 1)))
      await rm(join(folder, file), { force: true });
  } catch (error) {
    throw cacheError(error, folder);
  }
  return files.length > 0;
}

/** Makes the folder of the store, and removes copies that a killed process left there. @throws MorError `output-unwritable`. */
export async function makeStore(folder: string = backboneFolder()): Promise<void> {
  try {
    await makeFolder(folder);
    for (const file of await readdir(folder)) {
      const path = join(folder, file);
      if (!/\.[0-9a-f]{8}\.tmp(\.\w+)?$/.test(file)) continue;
      const found = await stat(path).catch(() => undefined);
      if (found !== undefined && Date.now() - found.mtimeMs > dayMs) await rm(path, { force: true });
    }
  } catch (error) {
    throw cacheError(error, folder);
  }
}

const dayMs = 86_400_000;

type Entry = BackboneRecord & { readonly file: string };

const entrySchema: z.ZodType<Entry> = z.object({
  name: z.string(),
  title: z.string(),
  architecture: z.enum([...architectureNames, "onnx"]),
  width: z.optional(z.number()),
  file: z.string().regex(/^[^/\\]+$/),
  format: z.enum(["onnx", "h5", "safetensors"]),
  bytes: z.number(),
  sha256: z.string(),
  size: z.optional(z.number()),
  features: z.optional(z.number()),
  parameters: z.number(),
  inputScaling: z.optional(z.enum(["torch", "tensorflow", "caffe", "unit"])),
  tap: z.optional(z.string()),
  origin: z.object({
    weights: z.string(),
    licence: z.optional(z.string()),
    citation: z.optional(z.string()),
    address: z.optional(z.string()),
  }),
  added: z.string(),
});

async function findDamage({ path, sha256 }: StoredBackbone): Promise<string | undefined> {
  const digest = await digestFile(path).catch((error: unknown) => errnoOf(error) ?? String(error));
  if (typeof digest === "string") return `its weights cannot be read (${digest})`;
  return digest.sha256 === sha256 ? undefined : "its weights have changed since then";
}

async function readEntry(
  name: string,
  folder: string,
): Promise<StoredBackbone | DamagedBackbone | undefined> {
  const record = await readRecord(join(folder, `${name}.json`));
  if (record === undefined) return undefined;
  if (typeof record === "string") return { name, damage: record };
  if (record.name !== name) return { name, damage: "its record is that of another backbone" };
  const { file, ...known } = record;
  const path = join(folder, file);
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return { name, damage: "its weights are missing" };
  if (found.size !== record.bytes) {
    return { name, damage: `its weights have ${found.size} bytes instead of ${record.bytes}` };
  }
  return { ...known, path };
}

/** A text says what is wrong with the record. */
async function readRecord(path: string): Promise<Entry | string | undefined> {
  try {
    const parsed = entrySchema.safeParse(JSON.parse(await readFile(path, "utf8")));
    return parsed.success ? parsed.data : "its record is damaged";
  } catch (error) {
    const code = errnoOf(error);
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    return error instanceof SyntaxError ? "its record is damaged" : `its record cannot be read (${code})`;
  }
}

async function readFolder(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return [];
    throw cacheError(error, folder);
  }
}
