import { z } from "zod";
import { mapConcurrently } from "../../../data/dataset/map-concurrently.ts";
import type {
  ExplanationActions,
  ExplanationFiles,
  ExplanationQueries,
} from "../../protocol/explanation-api.ts";
import { knownSamples } from "../../tasks/explain/choice/known-samples.ts";
import { explainOptions } from "../explanations/explain-options.ts";
import { explainOptionsOf } from "../explanations/explain-spec.ts";
import { explanationDetails } from "../explanations/explanation-details.ts";
import { findMethodTests, noMethodTests } from "../explanations/method-tests.ts";
import {
  explanationFigure,
  heatPicture,
  originalPicture,
} from "../explanations/pictures/explanation-pictures.ts";
import { readEmbedding } from "../explanations/read-embedding.ts";
import {
  explanationFacts,
  isOfItsRun,
  listExplanations,
  readExplanation,
} from "../explanations/read-explanation.ts";
import { readGallery, readGalleryFile } from "../explanations/read-gallery.ts";
import { removeExplanation } from "../explanations/remove-explanation.ts";
import type { ActionRoutes, FileRoutes, QueryRoutes } from "../route.ts";
import { findRun } from "../runs/find-run.ts";
import { claimFolder, nameByTime, runNameOf, workspacePath } from "../workspace/workspace-place.ts";

const word = z.string().min(1).max(300);
const path = z.string().min(1).max(4096);
const ofRun = z.strictObject({ run: word });
const image = z.int().min(0).max(1_000_000);

/** Explanations have a name of their own for each time, and their files never change. */
const aDay = 86_400;

export const queries: QueryRoutes<ExplanationQueries> = {
  "explain/options": { input: ofRun, handle: ({ run }, { workspace }) => explainOptions(workspace, run) },
  "explain/list": {
    input: z.strictObject({}),
    handle: async (_, { workspace }) =>
      (await listExplanations(workspace)).map(({ name, record }) =>
        explanationFacts(workspace, name, record),
      ),
  },
  "explain/details": {
    input: z.strictObject({ name: word }),
    handle: async ({ name }, { workspace }) => {
      const { record } = await readExplanation(workspace, name);
      const run = (await isOfItsRun(workspace, record)) ? runNameOf(workspace.folder, record.run) : undefined;
      const tests = run === undefined ? noMethodTests : await findMethodTests(workspace, run);
      // A run may be gone, or lie elsewhere.
      const folder = run === undefined ? undefined : await findRun(workspace, run).catch(() => undefined);
      const known = folder === undefined ? undefined : await knownSamples(folder);
      return explanationDetails(workspace, name, record, { tests, partOf: (file) => known?.get(file)?.part });
    },
  },
  "explain/gallery": { input: ofRun, handle: ({ run }, { workspace }) => readGallery(workspace, run) },
  "explain/embedding": { input: ofRun, handle: ({ run }, { workspace }) => readEmbedding(workspace, run) },
};

export const actions: ActionRoutes<ExplanationActions> = {
  "explain/start": {
    maxBytes: 4 * 2 ** 20, // thousands of paths
    input: z.strictObject({
      run: word,
      images: z.array(path).max(10_000),
      methods: z.array(word).max(20).optional(),
      layer: word.optional(),
      class: word.optional(),
    }),
    handle: async ({ run, images, ...choice }, { workspace, jobs, now }) => {
      await findRun(workspace, run);
      const files = await mapConcurrently(
        images,
        async (file) => workspacePath(workspace.folder, await workspace.folders.resolve(file)),
        { limit: 32 },
      );
      const { name } = await claimFolder(workspace, "explanations", nameByTime(now(), run));
      const what =
        files.length === 0 ? "its own images" : files.length === 1 ? "1 image" : `${files.length} images`;
      const job = await jobs.start({
        kind: "explain",
        title: `Explain ${what} by ${run}`,
        spec: explainOptionsOf(
          { images: files, ...choice },
          {
            run: `runs/${run}`,
            out: `explanations/${name}`,
          },
        ),
        output: `explanations/${name}`,
      });
      return { name, job };
    },
  },
  "explain/gallery-start": {
    input: ofRun,
    handle: async ({ run }, { workspace, jobs }) => {
      const { created } = await readGallery(workspace, run);
      return await jobs.start({
        kind: "visualize",
        title: `Show what ${run} has learnt`,
        spec: { run: `runs/${run}`, ...(created === null ? {} : { force: true }) },
        output: `runs/${run}`,
      });
    },
  },
  "explain/remove": {
    input: z.strictObject({ name: word }),
    handle: async ({ name }, context) => {
      await removeExplanation(name, context);
      return null;
    },
  },
};

export const files: FileRoutes<ExplanationFiles> = {
  "explain/original": {
    input: z.strictObject({ name: word, image }),
    handle: async ({ name, image: index }, { workspace }) => ({
      bytes: await originalPicture(workspace, name, index),
      type: "image/png",
      maxAgeSeconds: aDay,
    }),
  },
  "explain/map": {
    input: z.strictObject({ name: word, image, method: word }),
    handle: async ({ name, image: index, method }, { workspace }) => ({
      bytes: await heatPicture(workspace, name, index, method),
      type: "image/png",
      maxAgeSeconds: aDay,
    }),
  },
  "explain/figure": {
    input: z.strictObject({ name: word, image }),
    handle: async ({ name, image: index }, { workspace }) => ({
      bytes: await explanationFigure(workspace, name, index),
      type: "image/png",
      saveAs: `${name}-${index + 1}.png`,
    }),
  },
  "explain/gallery-file": {
    input: z.strictObject({ run: word, file: word }),
    handle: async ({ run, file }, { workspace }) => ({
      bytes: await readGalleryFile(workspace, run, file),
      type: "image/png",
    }),
  },
};
