import { realpath, stat } from "node:fs/promises";
import { basename, dirname, posix, resolve, win32 } from "node:path";
import { MorError } from "../../errors.ts";
import { type Candidate, isInside, type Listing } from "./listing.ts";
import { mapConcurrently } from "./map-concurrently.ts";
import { type ManifestRow, readManifest } from "./read-manifest.ts";

export interface ListManifestOptions {
  /** Folder that the paths are relative to; the manifest's own by default. */
  readonly root?: string | undefined;
  /** Accept absolute paths, `..` and links that leave the root. */
  readonly allowOutside: boolean;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Lists the images that a manifest names. Rows that repeat path and label are dropped with a warning; a file
 * that is not there is kept as broken.
 *
 * @throws MorError `input-missing`, `manifest-invalid` as `readManifest`; also for a path outside the root and for
 * one path under two labels, parts or groups.
 */
export async function listManifest(manifest: string, options: ListManifestOptions): Promise<Listing> {
  const root = resolve(options.root ?? dirname(manifest));
  const { rows, columns } = await readManifest(manifest);
  const name = basename(manifest);
  const { allowOutside } = options;
  const context: Context = { root, realRoot: await realpath(root), name, manifest, allowOutside };
  if (rows.length === 0) {
    throw new MorError("dataset-invalid", `Expected at least one image, got a header alone (${name})`, {
      hint: "Add one row for each image.",
      path: manifest,
    });
  }
  const first = new Map<string, ManifestRow>();
  let repeated = 0;
  for (const row of rows) {
    const path = posix.normalize(row.path).normalize("NFC");
    const known = first.get(path);
    if (known) {
      checkRepetition(known, row, context);
      repeated++;
      continue;
    }
    first.set(path, row);
  }
  const candidates = await mapConcurrently([...first], ([path, row]) => toCandidate(row, path, context), {
    limit: 16,
    signal: options.signal,
  });
  const warnings =
    repeated > 0
      ? [`Rows of ${name} that repeat an image with the same label are dropped: ${repeated}.`]
      : [];
  return { root, candidates, warnings, columns, manifest };
}

interface Context {
  readonly root: string;
  readonly realRoot: string;
  readonly name: string;
  readonly manifest: string;
  readonly allowOutside: boolean;
}

async function toCandidate(row: ManifestRow, path: string, context: Context): Promise<Candidate> {
  const isOutside =
    posix.isAbsolute(path) || win32.isAbsolute(path) || path === ".." || path.startsWith("../");
  if (isOutside && !context.allowOutside) throw outside(row, `the path ${row.path}`, context);
  const { file, real } = await findFile(context.root, posix.normalize(row.path));
  if (real !== undefined && !context.allowOutside && !isInside(context.realRoot, real)) {
    throw outside(row, `a link that leaves it (${row.path})`, context);
  }
  const base = {
    file,
    path,
    label: row.label,
    ...(row.part && { part: row.part }),
    ...(row.group !== undefined && { group: row.group }),
    columns: row.columns,
  };
  return real === undefined ? { ...base, broken: "Expected an image, got no such file" } : base;
}

/** Tries the path as written, then composed and decomposed: archives from macOS decompose umlauts. */
async function findFile(root: string, path: string): Promise<{ file: string; real: string | undefined }> {
  for (const form of new Set([path, path.normalize("NFC"), path.normalize("NFD")])) {
    const file = resolve(root, form);
    const found = await stat(file).then(
      () => true,
      () => false,
    );
    if (found) return { file, real: await realpath(file) };
  }
  return { file: resolve(root, path), real: undefined };
}

/** @throws MorError `manifest-invalid` for two rows of one image that differ in label, split or group. */
export function checkRepetition(
  known: ManifestRow,
  row: ManifestRow,
  context: Pick<Context, "name" | "manifest">,
): void {
  for (const key of ["label", "part", "group"] as const) {
    if (known[key] === row[key]) continue;
    const column = key === "part" ? "split" : key;
    throw new MorError(
      "manifest-invalid",
      `Expected one ${column} for ${row.path}, got "${known[key] ?? ""}" and "${row[key] ?? ""}" (${context.name}, lines ${known.line} and ${row.line})`,
      { hint: "Remove one of the two rows.", path: context.manifest },
    );
  }
}

function outside(row: ManifestRow, got: string, context: Context): MorError {
  return new MorError(
    "manifest-invalid",
    `Expected a path below ${context.root}, got ${got} (${context.name}, line ${row.line})`,
    {
      hint: "Write paths relative to the manifest's folder and keep the images below it, or allow outside paths (allowOutside).",
      path: context.manifest,
    },
  );
}
