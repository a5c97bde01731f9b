import { resolve } from "node:path";
import { readManifest } from "../../../data/dataset/read-manifest.ts";
import type { EmbeddingMap } from "../../protocol/explanation-api.ts";
import { readRunRecord } from "../../tasks/run/folder/run-record.ts";
import { findRun } from "../runs/find-run.ts";
import { findImage } from "../workspace/find-image.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { findBelow, workspacePath } from "../workspace/workspace-place.ts";

/** Where a run's images lie on its maps; null until they were drawn. @throws MorError `input-missing`, `run-invalid`. */
export async function readEmbedding(workspace: Workspace, run: string): Promise<EmbeddingMap | null> {
  const folder = await findRun(workspace, run);
  const table = await findBelow(workspace, folder, "gallery/embedding.csv");
  if (table === undefined) return null;
  const { data } = await readRunRecord(folder);
  const { rows } = await readManifest(table);
  const predicted = rows.map(({ columns }) => columns.predicted ?? "");
  const classes = [...new Set([...data.classes, ...rows.map(({ label }) => label)])].sort();
  const indexOf = new Map(classes.map((name, index) => [name, index]));
  const find = findImage(workspace.images.images());
  const paths = rows.map(({ path }) => workspacePath(workspace.folder, resolve(data.root, path)));
  const numbers = (column: string): number[] => rows.map(({ columns }) => Number(columns[column]) || 0);
  return {
    classes,
    paths: paths.map((path) => find(path)?.path ?? path),
    label: rows.map(({ label }) => indexOf.get(label) ?? -1),
    predicted: predicted.map((name) => indexOf.get(name) ?? -1),
    part: rows.map(({ columns }) => partOf(columns.part)),
    umap: [numbers("umap1"), numbers("umap2")],
    pca: [numbers("pca1"), numbers("pca2")],
  };
}

function partOf(word: string | undefined): "train" | "val" | "test" {
  return word === "val" || word === "test" ? word : "train";
}
