import { readFile, realpath, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { isInside } from "../../../data/dataset/listing.ts";
import { MorError } from "../../../errors.ts";
import type { JobKind } from "../../protocol/job.ts";
import { findRunRecord, runFiles } from "../../tasks/run/folder/run-record.ts";
import { cutFile } from "../../tasks/study/folder/study-data.ts";
import { findStudyRecord } from "../../tasks/study/folder/study-record.ts";

type Spec = Readonly<Record<string, unknown>>;

/** Kinds that also write into the run that they look at: its gallery, its report. */
const writersIntoRun: ReadonlySet<JobKind> = new Set(["visualize", "quantize", "explain"]);

/**
 * Refuses a job that would write outside of the workspace, links resolved. Files are replaced, links of their names with
 * them; folders are written into, so those of a run count as well.
 * @throws MorError `usage`
 */
export async function refuseForeignOutput(folder: string, kind: JobKind, spec: Spec): Promise<void> {
  const { out, run } = spec;
  const places = [out, writersIntoRun.has(kind) ? run : undefined].filter((path) => typeof path === "string");
  const inRuns = places.flatMap((path) => [join(path, runFiles.gallery), join(path, runFiles.checkpoint)]);
  for (const path of [...places, ...inRuns]) {
    if (
      isInside(folder, resolve(folder, path)) &&
      isInside(folder, await realAncestor(resolve(folder, path)))
    )
      continue;
    throw new MorError("usage", `Expected an output inside of the workspace, got another place (${path})`, {
      hint: "Choose a name without slashes; a link that leads elsewhere is not followed.",
      path,
    });
  }
}

/**
 * The spec with which a job begins again: from its checkpoint where it has left one, else anew over what it has left.
 * A training goes on with the table of its own run, and a study with its own: labels may have changed in that of the
 * workspace meanwhile.
 * `created` is the time of the job: an older output is another's, which nothing is written over.
 */
export async function specToGoOn(
  folder: string,
  { kind, spec, created }: { readonly kind: JobKind; readonly spec: Spec; readonly created: number },
  facts: { readonly keepsCheckpoints: boolean; readonly hasForce: boolean },
): Promise<Spec> {
  const { out, run } = spec;
  const output = out ?? (kind === "visualize" && typeof run === "string" ? join(run, runFiles.gallery) : run);
  if (typeof output !== "string") return spec;
  if (!(await wasMadeSince(resolve(folder, output), kind, created))) return spec;
  if (!facts.keepsCheckpoints) return facts.hasForce ? { ...spec, force: true } : spec;
  const again = { ...spec, resume: true, force: false };
  if (kind === "train") return { ...again, ...(await dataOfRun(folder, output)) };
  return kind === "study" ? { ...again, ...(await dataOfStudy(folder, output)) } : again;
}

/** The images of a study as it was begun, in the table of its first cut; nothing for one that was stopped before that. */
async function dataOfStudy(folder: string, study: string): Promise<Spec> {
  // A broken record is told by the study itself.
  const record = await findStudyRecord(resolve(folder, study)).catch(() => undefined);
  if (record === undefined) return {};
  return { data: join(study, cutFile(0, record.folds)), root: record.data.root };
}

/** The images of a run as it was begun; nothing for one that was stopped before it knew them. */
async function dataOfRun(folder: string, run: string): Promise<Spec> {
  // A broken record is told by the training itself.
  const record = await findRunRecord(resolve(folder, run)).catch(() => undefined);
  return record === undefined ? {} : { data: join(run, runFiles.manifest), root: record.data.root };
}

/** The real path of the deepest part of a path that exists. */
async function realAncestor(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : await realAncestor(parent);
  }
}

async function wasMadeSince(output: string, kind: JobKind, time: number): Promise<boolean> {
  try {
    const found = await stat(output);
    if (!found.isDirectory()) return found.mtimeMs >= time;
    const marker: unknown = JSON.parse(await readFile(join(output, "mor.json"), "utf8"));
    if (typeof marker !== "object" || marker === null) return false;
    const { madeBy, created } = { madeBy: undefined, created: undefined, ...marker };
    return madeBy === `mor ${kind}` && typeof created === "string" && Date.parse(created) >= time;
  } catch {
    return false; // nothing was made yet
  }
}
