import { constants, copyFile, rm, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { MorError } from "../../../errors.ts";
import { errnoOf } from "../../../files/output-error.ts";
import { temporaryBeside } from "../../../files/write-whole.ts";
import type { InputScalingName } from "../../../learning/backbones/backbone.ts";
import { cacheError } from "../cache-root.ts";
import type { Effects } from "../effects.ts";
import { backboneName, nameOfFile, refuseIncluded } from "./backbone-name.ts";
import { describeWeights, formatOf, type WeightFacts } from "./describe-weights.ts";
import { type Digest, digestFile } from "./digest-file.ts";
import { type PublishedWeights, publishedByName, publishedWeights } from "./published-weights.ts";
import { publishedRecord } from "./pull-backbone.ts";
import {
  type BackboneRecord,
  backboneFolder,
  listStore,
  makeStore,
  type StoredBackbone,
  storeBackbone,
} from "./store.ts";

export interface AddOptions {
  /** Name in the store; that of the published weights, or of the file, when left out. */
  readonly as?: string | undefined;
  readonly licence?: string | undefined;
  readonly citation?: string | undefined;
  /** Of an ONNX file. */
  readonly inputScaling?: InputScalingName | undefined;
  readonly tap?: string | undefined;
  /** Replace other weights of that name. */
  readonly force?: boolean;
  readonly folder?: string;
}

/**
 * Copies a weight file into the store after reading all of it. A file that is one of the published ones gets their name,
 * licence and citation.
 *
 * @throws MorError `input-missing`, `usage`, `model-invalid` and `operator-unsupported` for files that cannot be used,
 *   `output-exists` when other weights have that name, `output-unwritable`.
 */
export async function addBackbone(
  file: string,
  options: AddOptions,
  effects: Effects,
): Promise<StoredBackbone> {
  const { folder = backboneFolder(), force = false } = options;
  formatOf(file);
  await mustBeFile(file);
  // What is checked is the copy: the file itself may change meanwhile.
  await makeStore(folder);
  const copy = `${temporaryBeside(join(folder, "added"))}${basename(file).slice(basename(file).lastIndexOf("."))}`;
  try {
    await copyInto(copy, file);
    const digest = await digestFile(copy, effects.signal);
    const record = await describe(file, copy, digest, options, effects);
    if (!force) await refuseOther(record, folder);
    return await storeBackbone(copy, record, folder);
  } catch (error) {
    // Messages tell of the file that was given, not of the copy.
    throw renamed(error, copy, file);
  } finally {
    await rm(copy, { force: true });
  }
}

async function describe(
  file: string,
  copy: string,
  digest: Digest,
  options: AddOptions,
  effects: Effects,
): Promise<BackboneRecord> {
  const { licence, citation } = options;
  const as = options.as === undefined ? undefined : backboneName(options.as);
  const { remarks, ...facts } = await describeWeights(copy, options.tap);
  const isGraph = facts.architecture === "onnx";
  if (!isGraph && (options.inputScaling ?? options.tap) !== undefined) throw noGraph(file, facts.title);
  for (const remark of remarks) effects.warn(remark);
  const published = findPublished(basename(file), digest);
  const named = as ?? published?.name ?? nameOfFile(basename(file));
  if (named === undefined) throw needsName(file);
  refuseIncluded(named);
  const reserved = publishedByName(named);
  const name = reserved?.name ?? named;
  if (reserved !== undefined && !fits(facts, reserved)) throw wrongNetwork(file, facts, reserved);
  if (published !== undefined && fits(facts, published)) {
    return { ...publishedRecord(published, digest, effects.now()), name };
  }
  if (reserved !== undefined) {
    effects.warn(
      `This is not the file that is published as ${reserved.name} (${basename(reserved.file)}${reserved.md5 === undefined ? "" : `, MD5 ${reserved.md5}`}): it is kept as weights of your own.`,
    );
  }
  return {
    ...facts,
    ...(options.inputScaling === undefined ? {} : { inputScaling: options.inputScaling }),
    ...(options.tap === undefined ? {} : { tap: options.tap }),
    name,
    bytes: digest.bytes,
    sha256: digest.sha256,
    origin: {
      weights: "file",
      ...(licence === undefined ? {} : { licence }),
      ...(citation === undefined ? {} : { citation }),
      address: basename(file),
    },
    added: effects.now().toISOString(),
  };
}

/** By its checksum; where Keras publishes none, by the name that the file has there. */
function findPublished(file: string, { md5 }: Digest): PublishedWeights | undefined {
  return publishedWeights.find((entry) =>
    entry.md5 === undefined ? basename(entry.file) === file : entry.md5 === md5,
  );
}

function fits(facts: Omit<WeightFacts, "remarks">, entry: PublishedWeights): boolean {
  return facts.architecture === entry.architecture && (facts.width ?? 1) === (entry.width ?? 1);
}

async function mustBeFile(file: string): Promise<void> {
  const found = await stat(file).catch((cause: unknown) => {
    throw new MorError(
      "input-missing",
      `Expected a weight file, got ${errnoOf(cause) ?? "nothing"} (${file})`,
      {
        hint: "Check the spelling of the path.",
        path: file,
        cause,
      },
    );
  });
  if (found.isFile()) return;
  throw new MorError("input-missing", `Expected a weight file, got a folder (${file})`, {
    hint: "Name the file in it.",
    path: file,
  });
}

async function copyInto(copy: string, file: string): Promise<void> {
  try {
    await copyFile(file, copy, constants.COPYFILE_EXCL);
  } catch (error) {
    throw cacheError(error, copy);
  }
}

/** The same weights may be added again, say with a licence. */
async function refuseOther(record: BackboneRecord, folder: string): Promise<void> {
  const there = (await listStore(folder)).find(({ name }) => name === record.name);
  if (there === undefined || !("sha256" in there) || there.sha256 === record.sha256) return;
  throw new MorError("output-exists", `Expected a new name, got "${record.name}", which other weights have`, {
    hint: "Choose another name (as), or replace them (force).",
    path: there.path,
  });
}

function noGraph(file: string, title: string): MorError {
  return new MorError(
    "usage",
    `Expected an ONNX file where input scaling or a tap is named, got weights of ${title} (${file})`,
    { hint: "Leave them out: this network's own are known.", path: file },
  );
}

function needsName(file: string): MorError {
  return new MorError(
    "usage",
    `Expected a file whose name can be that of a backbone, got ${basename(file)}`,
    {
      hint: "Give it a name (as).",
      path: file,
    },
  );
}

function wrongNetwork(
  file: string,
  facts: Omit<WeightFacts, "remarks">,
  reserved: PublishedWeights,
): MorError {
  return new MorError(
    "model-invalid",
    `Expected weights of ${reserved.title}, got ${facts.title} (${file})`,
    {
      hint: `"${reserved.name}" is the name of published weights: choose another one (as).`,
      path: file,
    },
  );
}

function renamed(error: unknown, copy: string, file: string): unknown {
  if (!(error instanceof MorError) || !error.message.includes(copy)) return error;
  const { code, hint, cause } = error;
  const message = error.message.replaceAll(copy, file);
  return new MorError(code, message, { path: file, cause, ...(hint === undefined ? {} : { hint }) });
}
