import { copyFile, open, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { MorError } from "../../../errors.ts";
import { errnoOf } from "../../../files/output-error.ts";
import { cacheError } from "../cache-root.ts";
import type { Effects } from "../effects.ts";
import { describeKnownNetwork } from "./describe-weights.ts";
import { type Digest, digestFile } from "./digest-file.ts";
import { type DownloadOptions, download, downloadDefaults } from "./download/download.ts";
import { DownloadFailure } from "./download/download-failure.ts";
import { claimPart, releasePart, removePart } from "./download/part-file.ts";
import type { PublishedWeights } from "./published-weights.ts";

/** A file that has come whole and holds what was published; it lies in the folder under a temporary name. */
export interface Fetched {
  readonly path: string;
  readonly digest: Digest;
  /** Where it came from: an address or a path. */
  readonly source: string;
  /** What its content was compared with: a checksum of Keras, that of the server, or the network it is for. */
  readonly checked: "published" | "server" | "network";
}

export interface FetchOptions extends Partial<Omit<DownloadOptions, "stage">> {
  /** Address or folder that holds the files instead of the official address: by their names, or in its subfolders. */
  readonly from?: string | undefined;
}

/**
 * Gets a published weight file into the folder of the store and checks it. `use` then takes it away; what it leaves is
 * removed.
 *
 * @throws MorError `input-missing` when it cannot be had, `model-invalid` when something else came,
 *   `output-unwritable`, `cancelled`.
 */
export async function fetchPublished<Result>(
  entry: PublishedWeights,
  folder: string,
  options: FetchOptions,
  effects: Effects,
  use: (fetched: Fetched) => Promise<Result>,
): Promise<Result> {
  const part = await claimPart(folder, entry.name).catch((error: unknown) => {
    throw cacheError(error, folder);
  });
  try {
    const source = await bring(entry, part, options, effects);
    const digest = await digestFile(part.path, effects.signal);
    const checked = await checkContent(entry, part.path, digest, source);
    const result = await use({ path: part.path, digest, source: source.name, checked });
    await removePart(part.path);
    return result;
  } catch (error) {
    // What was interrupted is gone on with next time; what is wrong in itself would be wrong again.
    if (error instanceof MorError && error.code === "model-invalid") await removePart(part.path);
    throw error;
  } finally {
    releasePart(part.path);
  }
}

interface Source {
  readonly name: string;
  readonly md5OfServer?: string | undefined;
}

type Part = Awaited<ReturnType<typeof claimPart>>;

async function bring(
  entry: PublishedWeights,
  part: Part,
  options: FetchOptions,
  effects: Effects,
): Promise<Source> {
  const { from } = options;
  const file = basename(entry.file);
  if (from !== undefined && !/^https?:\/\//i.test(from)) {
    const base = /^file:/i.test(from) ? fileURLToPath(from) : from;
    return await copyFromFolder(entry, [join(base, file), join(base, entry.file)], base, part);
  }
  const base = from?.replace(/\/+$/, "");
  const addresses = base === undefined ? [entry.address] : [`${base}/${file}`, `${base}/${entry.file}`];
  const settings = { ...downloadDefaults, ...options, stage: `Downloading ${entry.title}` };
  for (const [at, address] of addresses.entries()) {
    try {
      const { md5OfServer } = await download(address, part, settings, effects);
      return { name: address, md5OfServer };
    } catch (error) {
      if (!(error instanceof DownloadFailure)) throw error;
      if (error.status === 404 && at < addresses.length - 1) continue;
      throw downloadError(entry, address, error);
    }
  }
  throw new TypeError("There is always an address.");
}

function downloadError(entry: PublishedWeights, address: string, failure: DownloadFailure): MorError {
  const proxy = process.env.HTTPS_PROXY ?? process.env.https_proxy;
  const ways = [
    ...(failure.hint === undefined ? [] : [failure.hint]),
    ...(proxy === undefined ? [] : ["Proxies are used with NODE_USE_ENV_PROXY=1 and Node 22.21 or later."]),
    `Or fetch ${entry.address} by hand, on any machine, put the file anywhere on this one, and run:`,
    `mor backbone add ${basename(entry.file)} --as ${entry.name}`,
  ];
  return new MorError(
    "input-missing",
    `Expected the weights of ${entry.title}, got ${failure.message} (${address})`,
    { hint: ways.join(" ").replace(/^Or fetch/, "Fetch"), cause: failure },
  );
}

async function copyFromFolder(
  entry: PublishedWeights,
  candidates: readonly string[],
  base: string,
  part: Part,
): Promise<Source> {
  for (const path of candidates) {
    const found = await stat(path).catch(() => undefined);
    if (!found?.isFile()) continue;
    await removePart(part.path);
    await copyFile(path, part.path).catch((error: unknown) => {
      throw errnoOf(error) === "EACCES" ? unreadable(path, error) : cacheError(error, part.path);
    });
    return { name: path };
  }
  throw new MorError(
    "input-missing",
    `Expected ${basename(entry.file)} in the folder given by from, got none (${base})`,
    { hint: `Fetch ${entry.address}, or check the folder (from).`, path: base },
  );
}

function unreadable(path: string, cause: unknown): MorError {
  return new MorError("input-missing", `Expected a weight file, got no permission to read it (${path})`, {
    hint: "Change its permissions, or copy it to a place of your own.",
    path,
    cause,
  });
}

/** Keras publishes MD5 of most files; of the others Google's storage tells it. */
async function checkContent(
  entry: PublishedWeights,
  path: string,
  { md5 }: Digest,
  source: Source,
): Promise<Fetched["checked"]> {
  const wanted = entry.md5 ?? source.md5OfServer;
  if (wanted !== undefined && md5 !== wanted)
    throw wrongContent(entry, source, `MD5 ${wanted}`, `MD5 ${md5}`);
  if (!(await isHdf5(path))) throw wrongContent(entry, source, "an HDF5 file", "something else");
  if (wanted !== undefined) return entry.md5 === undefined ? "server" : "published";
  const { title } = await describeKnownNetwork(path).catch((error: unknown) => {
    if (!(error instanceof MorError)) throw error;
    throw wrongContent(entry, source, `weights of ${entry.title}`, "a file that cannot be read", error);
  });
  if (title !== entry.title)
    throw wrongContent(entry, source, `weights of ${entry.title}`, `those of ${title}`);
  return "network";
}

function wrongContent(
  entry: PublishedWeights,
  source: Source,
  wanted: string,
  got: string,
  cause?: unknown,
): MorError {
  return new MorError(
    "model-invalid",
    `Expected ${wanted} of ${basename(entry.file)}, got ${got} (${source.name}); what came was removed`,
    {
      cause,
      hint: `Run the command again; if that does not help, a proxy or mirror sends something else: fetch ${entry.address} by hand and run: mor backbone add ${basename(entry.file)} --as ${entry.name}`,
    },
  );
}

/** Whether a file begins as HDF5 does: a page of a proxy does not. */
async function isHdf5(path: string): Promise<boolean> {
  const handle = await open(path);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(8), 0, 8, 0);
    return bytesRead === 8 && buffer.equals(Buffer.from([0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a]));
  } finally {
    await handle.close();
  }
}
