import type { ServerContext } from "../../context.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import type { PictureJob } from "../draw-picture.ts";
import { commonSize } from "../pictures.ts";
import { picturesOf } from "../pictures-of.ts";

const counts = new WeakMap<Workspace, number>();

/**
 * Draws small pictures of all images of the table while nobody waits for one; once for each time that images came in. A job
 * that runs keeps most of the machine.
 */
export function drawAheadOf({ workspace, jobs }: Pick<ServerContext, "workspace" | "jobs">): void {
  const images = workspace.images.images();
  if (images.length <= (counts.get(workspace) ?? 0)) return;
  counts.set(workspace, images.length);
  picturesOf(workspace).drawAhead(
    images.map(({ path }) => async (): Promise<PictureJob> => {
      return { file: await workspace.folders.resolve(path), size: commonSize, view: {} };
    }),
    () => jobs.list().some(({ status }) => status === "running"),
  );
}
