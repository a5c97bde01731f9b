import { mkdir, rmdir } from "node:fs/promises";
import { join } from "node:path";
import { MorError } from "../../../errors.ts";
import type { ImageActions } from "../../protocol/image-api.ts";
import type { Job } from "../../protocol/job.ts";
import type { ServerContext } from "../context.ts";
import { makeOwnFolder } from "../workspace/make-own-folder.ts";
import { claim } from "../workspace/workspace-place.ts";
import { takeImages } from "./change-table.ts";
import { listManifestImages } from "./list-images.ts";

type Shared = Pick<ServerContext, "workspace" | "publish" | "jobs">;

/** Starts a job that makes example images in a new folder of the workspace. @throws MorError `usage`, `output-unwritable` */
export async function makeExampleImages(
  context: Shared,
  options: ImageActions["images/phantoms"]["input"],
): Promise<Job> {
  const { workspace, jobs } = context;
  const shelf = await makeOwnFolder(workspace.folder, "images");
  const { name, path } = await claim("phantoms", shelf, (folder) => mkdir(folder));
  try {
    const job = await jobs.start({
      kind: "phantoms",
      title: "Make example images",
      spec: { ...options, out: path },
      output: `images/${name}`,
    });
    takeWhenMade(context, job);
    return job;
  } catch (error) {
    await rmdir(path).catch(() => {}); // the first error is the one to tell
    throw error;
  }
}

/** Takes the images of such a job into the table once it has finished; other jobs are passed over. */
export function takeWhenMade(context: Shared, { id, kind, output }: Job): void {
  if (kind !== "phantoms" || output === null) return;
  const { workspace, jobs } = context;
  const take = async (): Promise<void> => {
    const { status } = await jobs.ended(id);
    if (status !== "finished") return;
    const manifest = join(workspace.folder, output, "manifest.csv");
    await takeImages(context, await listManifestImages(workspace.folder, manifest));
  };
  void take().catch((error: unknown) => {
    // Nobody waits here. The images lie in their folder, and what is wrong with the table is told where it is shown.
    if (!(error instanceof MorError)) throw error;
  });
}
