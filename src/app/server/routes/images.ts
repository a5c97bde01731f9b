import { dirname } from "node:path";
import { z } from "zod";
import { MorError } from "../../../errors.ts";
import type {
  ImageActions,
  ImageFiles,
  ImageQueries,
  ImageUploads,
  LabelChange,
} from "../../protocol/image-api.ts";
import {
  addImages,
  type Changed,
  cleanWord,
  labelImages,
  regroup,
  removeImages,
  renameLabel,
  setGroup,
} from "../images/change-images.ts";
import { changeTable, takeImages } from "../images/change-table.ts";
import { latestFindings, startCheck } from "../images/check-findings.ts";
import { makeExampleImages } from "../images/example-images.ts";
import { describeTableImage } from "../images/image-details.ts";
import { toImageList } from "../images/image-list.ts";
import { imageSteps, moveStep } from "../images/image-steps.ts";
import { keepUpload } from "../images/keep-upload.ts";
import { listImages, listManifestImages } from "../images/list-images.ts";
import { matchGroups, previewGroups } from "../images/match-groups.ts";
import { safeFileName } from "../images/safe-file-name.ts";
import { drawAheadOf } from "../pictures/ahead/draw-ahead-of.ts";
import { picturesOf, previewsOf } from "../pictures/pictures-of.ts";
import { streamPictures } from "../pictures/stream-pictures.ts";
import type { ActionRoutes, FileRoutes, QueryRoutes, RequestContext, UploadRoutes } from "../route.ts";
import type { ChangeKind } from "../workspace/history/change-kind.ts";
import type { TableImage } from "../workspace/image-table.ts";
import { makeOwnFolder } from "../workspace/make-own-folder.ts";
import { refreshImages } from "../workspace/refresh-images.ts";
import { workspacePath } from "../workspace/workspace-place.ts";

const nothing = z.strictObject({});
const path = z.string().min(1).max(4096);
const paths = z.array(path).max(1_000_000);
/** Tens of thousands of paths. */
const manyPaths = 4 * 2 ** 20;
const word = z.string().min(1).max(200);
const pattern = z.string().max(500);
const join = z.string().min(1).max(100).optional();

const step = z.int().min(0);

const view = {
  contrast: z.enum(["percentile", "range"]).optional(),
  low: z.number().min(0).max(100).optional(),
  high: z.number().min(0).max(100).optional(),
  gamma: z.number().min(0.1).max(10).optional(),
  channel: z.int().min(0).max(2).optional(),
  page: z.int().min(0).max(1_000_000).optional(),
  tint: z.enum(["grey", "green", "magenta", "cyan", "yellow"]).optional(),
};

export const queries: QueryRoutes<ImageQueries> = {
  "images/list": {
    input: nothing,
    async handle(_, context) {
      await refreshImages(context);
      const { workspace } = context;
      drawAheadOf(context);
      return toImageList(workspace.images.images(), workspace.images.revision());
    },
  },
  "images/details": {
    input: z.strictObject({ path }),
    async handle(input, { workspace, jobs }) {
      const image = workspace.images.get(input.path);
      const file = await workspace.folders.resolve(input.path).catch((error: unknown) => {
        if (image !== undefined && error instanceof MorError) return undefined;
        throw error;
      });
      return await describeTableImage(
        input.path,
        image,
        file,
        await latestFindings(jobs, workspace.images.images()),
      );
    },
  },
  "images/history": {
    input: nothing,
    handle: async (_, context) => imageSteps(context),
  },
  "images/findings": {
    input: nothing,
    handle: async (_, { workspace, jobs }) => latestFindings(jobs, workspace.images.images()),
  },
  "images/group-pattern": {
    input: z.strictObject({ pattern, limit: z.int().min(1).max(200).optional() }),
    async handle(input, context) {
      await refreshImages(context);
      const images = context.workspace.images.images();
      return await previewGroups(input.pattern, images, input.limit ?? 40, context.signal);
    },
  },
};

export const actions: ActionRoutes<ImageActions> = {
  "images/add-folder": {
    input: z.strictObject({ folder: path, labels: z.enum(["folder-names", "none"]) }),
    async handle({ folder, labels }, context) {
      const real = await context.workspace.folders.add(folder);
      return await takeImages(context, await listImages(context.workspace.folder, real, labels));
    },
  },
  "images/add-manifest": {
    input: z.strictObject({ file: path }),
    async handle({ file }, context) {
      const { workspace } = context;
      await workspace.folders.add(dirname(file));
      const real = await workspace.folders.resolve(file);
      return await takeImages(context, await listManifestImages(workspace.folder, real));
    },
  },
  "images/remove": {
    maxBytes: manyPaths,
    input: z.strictObject({ paths, join }),
    handle: async ({ paths, join }, context) => ({
      removed: await changeTable(context, { kind: "remove" }, (images) => removeImages(images, paths), join),
    }),
  },
  "images/label": {
    maxBytes: manyPaths,
    input: z.strictObject({
      changes: z.array(z.strictObject({ path, label: word.nullable() })).max(1_000_000),
      join,
    }),
    handle: async ({ changes, join }, context) => ({
      changed: await changeTable(context, kindOf(changes), (images) => labelImages(images, changes), join),
    }),
  },
  "images/rename-label": {
    input: z.strictObject({ from: word, to: word }),
    async handle({ from, to }, context) {
      await refreshImages(context);
      const isTaken = context.workspace.images.images().some(({ label }) => label === cleanWord(to));
      const kind: ChangeKind = { kind: isTaken ? "merge" : "rename", from, to: cleanWord(to) };
      return { changed: await changeTable(context, kind, (images) => renameLabel(images, from, to)) };
    },
  },
  "images/set-group": {
    maxBytes: manyPaths,
    input: z.strictObject({ paths, group: word.nullable(), join }),
    handle: async ({ paths, group, join }, context) => ({
      changed: await changeTable(
        context,
        { kind: "group", group },
        (images) => setGroup(images, paths, group),
        join,
      ),
    }),
  },
  "images/group-by-pattern": {
    input: z.strictObject({ pattern: pattern.min(1) }),
    async handle(input, context) {
      await refreshImages(context);
      const paths = context.workspace.images.images().map((image) => image.path);
      const matches = await matchGroups(input.pattern, paths);
      if (matches.every((match) => match === undefined)) throw noMatch(input.pattern);
      const groups = new Map(paths.map((path, index) => [path, matches[index]?.group]));
      // What has come in meanwhile was not asked about.
      const groupOf = ({ path, group }: TableImage) => (groups.has(path) ? groups.get(path) : group);
      await changeTable(context, { kind: "groups" }, (images) => regroup(images, groupOf));
      return countGroups(context.workspace.images.images());
    },
  },
  "images/group-by-column": {
    input: z.strictObject({ column: word.nullable() }),
    async handle({ column }, context) {
      const groupOf = (image: TableImage) => (column === null ? undefined : image.columns[column]);
      await changeTable(context, { kind: "groups" }, (images) => regroup(images, groupOf));
      return countGroups(context.workspace.images.images());
    },
  },
  "images/undo": {
    input: z.strictObject({ step }),
    handle: ({ step }, context) => moveStep(context, step, "undo"),
  },
  "images/redo": {
    input: z.strictObject({ step }),
    handle: ({ step }, context) => moveStep(context, step, "redo"),
  },
  "images/check": {
    input: nothing,
    handle: async (_, { workspace, jobs }) => ({ job: (await startCheck(workspace, jobs)).id }),
  },
  "images/phantoms": {
    input: z.strictObject({
      imagesPerClass: z.int().min(1).max(2000),
      plants: z.int().min(1).max(1000).optional(),
      size: z.int().min(32).max(1024).optional(),
      seed: z.int().min(0).max(0xffffffff).optional(),
    }),
    handle: async (input, context) => ({ job: (await makeExampleImages(context, input)).id }),
  },
};

export const files: FileRoutes<ImageFiles> = {
  "images/thumbnail": {
    input: z.strictObject({ ...view, path, size: z.int().min(32).max(512) }),
    handle: async ({ path, size, ...view }, context) => ({
      bytes: await draw(context, path, size, view),
      type: "image/webp",
      maxAgeSeconds: 600,
    }),
  },
  "images/thumbnails": {
    input: z.strictObject({
      ...view,
      paths: z.array(path).min(1).max(256),
      size: z.int().min(32).max(512),
      glance: z.enum(["now", "ahead"]).optional(),
    }),
    handle: async ({ paths, size, glance, ...view }, { workspace, signal }) => ({
      bytes: streamPictures(paths.length, signal, async (index, signal) => {
        const job = { file: await workspace.folders.resolve(paths[index] ?? ""), size, view };
        const pictures = picturesOf(workspace);
        return glance
          ? pictures.glance(job, { signal, isAhead: glance === "ahead" })
          : { picture: await pictures.draw(job, signal) };
      }),
      type: "application/octet-stream",
      saveAs: "thumbnails.bin", // only read by the page, never shown
    }),
  },
  "images/previews": {
    input: nothing,
    handle: async (_, { workspace }) => ({
      bytes: await previewsOf(workspace),
      type: "application/octet-stream",
      saveAs: "previews.bin", // only read by the page, never shown
    }),
  },
  "images/picture": {
    input: z.strictObject({ ...view, path }),
    handle: async ({ path, ...view }, context) => ({
      bytes: await draw(context, path, 2048, view),
      type: "image/webp",
      maxAgeSeconds: 600,
    }),
  },
};

const maxUploadBytes = 256 * 2 ** 20;

export const uploads: UploadRoutes<ImageUploads> = {
  "images/drop": {
    input: z.strictObject({ name: z.string().min(1).max(1000), label: word.nullable(), join }),
    maxBytes: maxUploadBytes,
    async handle({ name, label, join }, body, context) {
      const { workspace } = context;
      const shelf = label === null ? "unlabelled" : safeFileName(label);
      const folder = await makeOwnFolder(workspace.folder, "images", shelf);
      const kept = await keepUpload(folder, name, body, maxUploadBytes, picturesOf(workspace).tryToDraw);
      const path = workspacePath(workspace.folder, kept.file);
      const take = (images: readonly TableImage[]): Changed => {
        const { images: added, changed } = addImages(images, [{ path, label: "", columns: {} }]);
        if (label === null) return { images: added, changed };
        return labelImages(added, [{ path, label }]);
      };
      await changeTable(context, { kind: "add" }, take, join);
      return { path, isNew: kept.isNew };
    },
  },
};

async function draw(
  { workspace, signal }: RequestContext,
  path: string,
  size: number,
  view: Omit<ImageFiles["images/picture"]["input"], "path">,
): Promise<Uint8Array> {
  const file = await workspace.folders.resolve(path);
  return await picturesOf(workspace).draw({ file, size, view }, signal);
}

/** The label that all of them get, if there is one. */
function kindOf(changes: readonly LabelChange[]): ChangeKind {
  const [first] = changes;
  const isOne = first !== undefined && changes.every(({ label }) => label === first.label);
  return isOne ? { kind: "label", label: first.label } : { kind: "labels" };
}

function countGroups(images: readonly TableImage[]): { groups: number; without: number } {
  const groups = new Set(images.flatMap(({ group }) => (group === undefined ? [] : [group])));
  return { groups: groups.size, without: images.filter(({ group }) => group === undefined).length };
}

function noMatch(pattern: string): MorError {
  return new MorError("usage", `Expected a pattern that is found in a path, got no match for ${pattern}`, {
    hint: "The preview shows what a pattern finds.",
  });
}
