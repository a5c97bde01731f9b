import { readFile, realpath } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { isInside } from "../../../data/dataset/listing.ts";
import { MorError } from "../../../errors.ts";
import type { JobKind } from "../../protocol/job.ts";

type Spec = Readonly<Record<string, unknown>>;

/**
 * Refuses a job that would write outside of the workspace, links resolved.
 * @throws MorError `usage`
 */
export async function refuseForeignOutput(folder: string, kind: JobKind, spec: Spec): Promise<void> {
  const writesIntoRun = kind === "visualize" || kind === "quantize";
  for (const path of [spec.out, writesIntoRun ? spec.run : undefined]) {
    if (typeof path !== "string") continue;
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
 * `created` is the time of the job: an older output is another's.
 */
export async function specToGoOn(
  folder: string,
  { kind, spec, created }: { readonly kind: JobKind; readonly spec: Spec; readonly created: number },
  facts: { readonly keepsCheckpoints: boolean; readonly hasForce: boolean },
): Promise<Spec> {
  const { out } = spec;
  if (facts.keepsCheckpoints && typeof out === "string") {
    const isOwn = await wasMadeSince(resolve(folder, out), kind, created);
    return isOwn ? { ...spec, resume: true, force: false } : spec;
  }
  return facts.hasForce ? { ...spec, force: true } : spec;
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

async function wasMadeSince(folder: string, kind: JobKind, time: number): Promise<boolean> {
  try {
    const marker: unknown = JSON.parse(await readFile(join(folder, "mor.json"), "utf8"));
    if (typeof marker !== "object" || marker === null) return false;
    const { madeBy, created } = { madeBy: undefined, created: undefined, ...marker };
    return madeBy === `mor ${kind}` && typeof created === "string" && Date.parse(created) >= time;
  } catch {
    return false; // nothing was made yet
  }
}
