import { mkdir, readdir, rename, rmdir } from "node:fs/promises";
import { join } from "node:path";
import { errnoOf } from "../../../files/output-error.ts";
import type { Job } from "../../protocol/job.ts";
import { runsFolder } from "../runs/find-run.ts";

/**
 * Moves a folder to the runs, under the first name of `stem`, `stem-2`, ... that nobody has, nor a job is going to write.
 * @param place the folder of the runs, resolved, on the same disk.
 * @returns the name.
 */
export async function moveToFreeRun(
  folder: string,
  place: string,
  stem: string,
  jobs: { readonly list: () => ReadonlyArray<Pick<Job, "kind" | "output" | "status">> },
): Promise<string> {
  const taken = new Set((await readdir(place)).map((name) => name.toLowerCase()));
  for (const { kind, output, status } of jobs.list()) {
    if (kind !== "train" || status === "finished" || status === "failed") continue;
    if (output?.startsWith(`${runsFolder}/`)) taken.add(output.slice(runsFolder.length + 1).toLowerCase());
  }
  for (let number = 1; ; number++) {
    const name = number === 1 ? stem : `${stem}-${number}`;
    if (!taken.has(name.toLowerCase()) && (await moveTo(folder, join(place, name)))) return name;
  }
}

/** Moves a folder to a place that is claimed before; false, and nothing changes, where somebody else has it. */
async function moveTo(folder: string, target: string): Promise<boolean> {
  try {
    await mkdir(target);
  } catch (error) {
    if (errnoOf(error) === "EEXIST") return false;
    throw error;
  }
  try {
    // A folder takes the place of an empty one, but not on Windows.
    if (process.platform === "win32") await rmdir(target);
    await rename(folder, target);
    return true;
  } catch (error) {
    await rmdir(target).catch(() => {}); // what others have put there since stays
    if (["ENOTEMPTY", "EEXIST"].includes(errnoOf(error) ?? "")) return false;
    throw error;
  }
}
