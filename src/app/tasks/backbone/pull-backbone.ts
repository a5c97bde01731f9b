import { MorError } from "../../../errors.ts";
import type { Effects } from "../effects.ts";
import { nearest } from "../nearest.ts";
import { backboneName, refuseIncluded } from "./backbone-name.ts";
import { type Fetched, type FetchOptions, fetchPublished } from "./fetch-published.ts";
import { type PublishedWeights, publishedByName, publishedWeights } from "./published-weights.ts";
import { backboneFolder, findBackbone, makeStore, type StoredBackbone, storeBackbone } from "./store.ts";

export interface PulledBackbone extends StoredBackbone {
  /** What its content was compared with; `stored` for weights that were there already, with their SHA-256 of then. */
  readonly checked: Fetched["checked"] | "stored";
}

export interface PullOptions extends FetchOptions {
  /** Fetch it even if it is there. */
  readonly force?: boolean;
  readonly folder?: string;
}

/**
 * Downloads published weights into the store, unless they are there already. A damaged entry is replaced.
 *
 * @throws MorError `usage` for an unknown name, `input-missing` when the file cannot be had, `model-invalid` when
 *   something else came, `output-exists` when other weights have that name, `output-unwritable`, `cancelled`.
 */
export async function pullBackbone(
  name: string,
  options: PullOptions,
  effects: Effects,
): Promise<PulledBackbone> {
  const { folder = backboneFolder(), force = false } = options;
  const entry = knownWeights(name);
  const there = await findUndamaged(entry, folder, effects);
  if (there !== undefined && !force) {
    if (there.origin.weights !== "imagenet") throw otherWeights(entry, there);
    return { ...there, checked: "stored" };
  }
  await makeStore(folder);
  return await fetchPublished(entry, folder, options, effects, async ({ path, digest, checked }) => {
    const record = publishedRecord(entry, digest, effects.now());
    return { ...(await storeBackbone(path, record, folder)), checked };
  });
}

/** The published weights of that name. @throws MorError `usage` with the nearest name. */
export function knownWeights(name: string): PublishedWeights {
  refuseIncluded(name);
  const entry = publishedByName(backboneName(name));
  if (entry !== undefined) return entry;
  const names = publishedWeights.map((known) => known.name);
  const meant = nearest(name, names);
  throw new MorError("usage", `Expected the name of published weights, got "${name}"`, {
    hint: meant === undefined ? `Names: ${names.join(", ")}.` : `Did you mean "${meant}"?`,
  });
}

/** What is known of a published file that has been checked. */
export function publishedRecord(
  entry: PublishedWeights,
  { bytes, sha256 }: Fetched["digest"],
  now: Date,
): Omit<StoredBackbone, "path"> {
  const { name, title, architecture, width, size, features, parameters, licence, citation, address } = entry;
  return {
    name,
    title,
    architecture,
    ...(width === undefined ? {} : { width }),
    format: "h5",
    bytes,
    sha256,
    size,
    features,
    parameters,
    origin: { weights: "imagenet", licence, citation, address },
    added: now.toISOString(),
  };
}

/** A damaged entry counts as none, with a warning. */
async function findUndamaged(
  entry: PublishedWeights,
  folder: string,
  effects: Effects,
): Promise<StoredBackbone | undefined> {
  try {
    return await findBackbone(entry.name, folder);
  } catch (error) {
    if (!(error instanceof MorError) || error.code !== "model-invalid") throw error;
    effects.warn(`${error.message}; it is fetched again.`);
    return undefined;
  }
}

function otherWeights(entry: PublishedWeights, there: StoredBackbone): MorError {
  return new MorError(
    "output-exists",
    `Expected no other weights of the name "${entry.name}", got a file of your own (${there.path})`,
    { hint: `Replace it (force), or remove it first: mor backbone remove ${entry.name}`, path: there.path },
  );
}
