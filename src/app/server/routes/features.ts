import { basename, join } from "node:path";
import { Readable } from "node:stream";
import { z } from "zod";
import { MorError } from "../../../errors.ts";
import { openFileAt } from "../../../files/read-file-at.ts";
import type { FeatureActions, FeatureFiles, FeatureQueries } from "../../protocol/feature-api.ts";
import { backboneName } from "../../tasks/backbone/backbone-name.ts";
import {
  featuresFolder,
  findFeatureTable,
  listFeatureTables,
  removeFeatureTable,
} from "../features/feature-tables.ts";
import type { ActionRoutes, FileRoutes, QueryRoutes } from "../route.ts";
import { newRunName } from "../runs/find-run.ts";
import { describeTrainingData } from "../runs/training/training-data.ts";
import { openShelf } from "../workspace/workspace-place.ts";

const oneTable = z.strictObject({ file: z.string().max(1000) });

export const queries: QueryRoutes<FeatureQueries> = {
  "features/list": {
    input: z.strictObject({}),
    handle: async (_, context) => await listFeatureTables(context),
  },
};

export const actions: ActionRoutes<FeatureActions> = {
  "features/start": {
    input: z.strictObject({
      name: z.string().max(1000),
      format: z.enum(["csv", "parquet"]),
      backbone: z.string().max(1000),
      tiles: z.enum(["whole", "quarters"]),
    }),
    handle: async ({ name, format, backbone, tiles }, context) => {
      const { workspace, jobs } = context;
      const checked = newRunName.safeParse(name);
      if (!checked.success) {
        throw new MorError(
          "usage",
          `Expected the name to be ${checked.error.issues[0]?.message ?? "another one"}.`,
          {
            hint: "It names a file, as in leaf-features.",
          },
        );
      }
      const { images, labelled } = describeTrainingData(workspace.images.images(), "");
      if (labelled === 0) {
        throw new MorError("dataset-invalid", `Expected labelled images, got ${images} without a label.`, {
          hint: "Labels are given on the page of images.",
        });
      }
      const file = `${name}.${format}`;
      const known = await listFeatureTables(context);
      if (known.some((table) => table.file.toLowerCase() === file.toLowerCase())) {
        throw new MorError("output-exists", `Expected a new name, got that of another table (${file})`, {
          hint: "Choose another name, or delete the other table.",
        });
      }
      const folder = await openShelf(workspace, featuresFolder);
      const job = await jobs.start({
        kind: "features",
        title: `Features: "${file}"`,
        spec: {
          data: workspace.images.manifest,
          allowOutside: true,
          backbone: backboneName(backbone),
          tiles,
          out: join(folder, file),
        },
        output: `${featuresFolder}/${file}`,
      });
      return { job: job.id, command: job.command };
    },
  },
  "features/remove": {
    input: oneTable,
    handle: async ({ file }, context) => {
      await removeFeatureTable(file, context);
      return null;
    },
  },
};

export const files: FileRoutes<FeatureFiles> = {
  "features/file": {
    input: oneTable,
    handle: async ({ file }, { workspace }) => {
      const path = await findFeatureTable(workspace, file);
      // Thousands of images with thousands of features are more than should lie in memory.
      const stream = (await openFileAt(path)).createReadStream(); // closes the file with itself
      const bytes = Readable.toWeb(stream) as ReadableStream<Uint8Array>; // of a file without encoding
      const type = file.endsWith(".csv") ? "text/csv; charset=utf-8" : "application/octet-stream";
      return { bytes, type, saveAs: basename(path) };
    },
  },
};
