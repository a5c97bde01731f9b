import { readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { z } from "zod";
import { MorError } from "../../../errors.ts";
import type { WorkspaceQueries } from "../../protocol/workspace-api.ts";
import { programVersion } from "../../tasks/run/folder/versions.ts";
import type { QueryRoutes } from "../route.ts";
import { refreshImages } from "../workspace/refresh-images.ts";
import type { Workspace } from "../workspace/workspace.ts";

export const queries: QueryRoutes<WorkspaceQueries> = {
  "workspace/facts": {
    input: z.strictObject({}),
    handle: async (_, context) => {
      await refreshImages(context).catch(passOver);
      const { workspace } = context;
      const images = workspace.images.images();
      return {
        folder: workspace.folder,
        name: basename(workspace.folder),
        version: programVersion(),
        images: images.length,
        labelled: images.filter(({ label }) => label !== "").length,
        runs: await countRuns(workspace),
      };
    },
  },
  "workspace/browse": {
    input: z.strictObject({ path: z.string().max(4096).optional() }),
    handle: ({ path }, { workspace }) => workspace.folders.browse(path),
  },
};

/** A table that is broken for the moment is told where it is shown; the page itself still opens. */
function passOver(error: unknown): void {
  if (!(error instanceof MorError)) throw error;
}

/** Folders below runs/, whatever their state. */
async function countRuns({ folder }: Workspace): Promise<number> {
  const entries = await readdir(join(folder, "runs"), { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith(".")).length;
}
