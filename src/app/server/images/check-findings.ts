import { join } from "node:path";
import { z } from "zod";
import { writeManifest } from "../../../data/dataset/write-manifest.ts";
import { MorError } from "../../../errors.ts";
import { makeFolder } from "../../../files/make-folder.ts";
import type { ImageFindings } from "../../protocol/image-api.ts";
import type { Job } from "../../protocol/job.ts";
import type { Jobs } from "../jobs/jobs.ts";
import { findImage } from "../workspace/find-image.ts";
import type { TableImage } from "../workspace/image-table.ts";
import type { Workspace } from "../workspace/workspace.ts";

/** What is needed of the result of `mor inspect`. */
const inspected = z.object({
  images: z.number(),
  broken: z.array(z.object({ path: z.string(), reason: z.string() })),
  duplicates: z
    .object({
      pairs: z.array(z.object({ kind: z.enum(["exact", "near"]), paths: z.tuple([z.string(), z.string()]) })),
      truncated: z.boolean(),
    })
    .optional(),
  warnings: z.array(z.string()),
});

/** What the latest check that has finished found, by the paths of the table; nothing before the first one. */
export async function latestFindings(jobs: Jobs, images: readonly TableImage[]): Promise<ImageFindings> {
  const kept = await jobs.latestResult("inspect");
  const result = kept && inspected.safeParse(kept.result);
  if (!kept || !result?.success) {
    return { job: null, checked: null, newer: 0, broken: [], duplicates: [], truncated: false, warnings: [] };
  }
  const { broken, duplicates, warnings } = result.data;
  const find = findImage(images);
  const ownPath = (path: string): string => find(path)?.path ?? path;
  return {
    job: kept.job,
    checked: kept.ended,
    newer: Math.max(0, images.length - result.data.images - broken.length),
    broken: broken.map(({ path, reason }) => ({ path: ownPath(path), reason })),
    duplicates: (duplicates?.pairs ?? []).map(({ kind, paths: [one, other] }) => ({
      kind,
      paths: [ownPath(one), ownPath(other)],
    })),
    truncated: duplicates?.truncated ?? false,
    warnings,
  };
}

/**
 * Starts a job that opens every image of the table, labelled or not, and looks for equal ones.
 *
 * @throws MorError `usage` for a table without images.
 */
export async function startCheck({ folder, images }: Workspace, jobs: Jobs): Promise<Job> {
  const none = freeName(images.images().map(({ label }) => label));
  const rows = images.images().map((image) => ({
    ...image,
    label: image.label === "" ? none : image.label,
  }));
  if (rows.length === 0) {
    throw new MorError("usage", "Expected images to check, got none", { hint: "Add images first." });
  }
  // Unlabelled images count as a class here, so that they are looked at as well.
  await makeFolder(join(folder, ".mor"));
  const manifest = join(folder, ".mor", "checked.csv");
  await writeManifest(
    manifest,
    rows.map(({ path, label, columns }) => ({ path, label, columns })),
  );
  return await jobs.start({
    kind: "inspect",
    title: `Check ${rows.length} images`,
    spec: { data: manifest, root: folder, allowOutside: true, maxBroken: 1 },
  });
}

function freeName(labels: readonly string[]): string {
  let name = "(not labelled)";
  while (labels.includes(name)) name = `(${name})`;
  return name;
}
