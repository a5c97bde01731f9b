import { z } from "zod";
import type { PartitionActions, PartitionChoice, PartitionQueries } from "../../protocol/partition-api.ts";
import { clearParts } from "../images/change-images.ts";
import { changeTable } from "../images/change-table.ts";
import { latestFindings } from "../images/check-findings.ts";
import { cutImages, previewPartition } from "../partition/preview-partition.ts";
import type { ActionRoutes, QueryRoutes } from "../route.ts";
import type { TableImage } from "../workspace/image-table.ts";
import { refreshImages } from "../workspace/refresh-images.ts";

const weight = z.number().min(0).max(1000);

const choice: z.ZodType<PartitionChoice> = z.strictObject({
  ratio: z.tuple([weight, weight, weight]),
  seed: z.int().min(0).max(0xffffffff),
  assigned: z.enum(["keep", "ignore"]),
});

export const queries: QueryRoutes<PartitionQueries> = {
  "partition/preview": {
    input: choice,
    async handle(input, context) {
      await refreshImages(context);
      const { workspace, jobs } = context;
      const images = workspace.images.images();
      return previewPartition(workspace.folder, images, input, await latestFindings(jobs, images));
    },
  },
};

export const actions: ActionRoutes<PartitionActions> = {
  "partition/keep": {
    input: choice,
    async handle(input, context) {
      const { workspace, jobs } = context;
      await changeTable(context, { kind: "partition" }, (images) => {
        const { parts } = cutImages(workspace.folder, images, input);
        const cut = images.map(({ part: _, ...image }): TableImage => {
          const part = parts.get(image.path);
          return part === undefined ? image : { ...image, part };
        });
        return { images: cut, changed: parts.size };
      });
      const findings = await latestFindings(jobs, workspace.images.images());
      const kept = { ...input, assigned: "keep" as const };
      return previewPartition(workspace.folder, workspace.images.images(), kept, findings);
    },
  },
  "partition/clear": {
    input: z.strictObject({}),
    handle: async (_, context) => ({
      changed: await changeTable(context, { kind: "no-partition" }, clearParts),
    }),
  },
};
