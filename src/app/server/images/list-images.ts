import { readdir, realpath, stat } from "node:fs/promises";
import { join } from "node:path";
import { byCodePoint } from "../../../data/dataset/code-point-order.ts";
import { listFolder } from "../../../data/dataset/list-folder.ts";
import { listManifest } from "../../../data/dataset/list-manifest.ts";
import { type Candidate, isInside } from "../../../data/dataset/listing.ts";
import { isImageFile } from "../../../data/images/image-file.ts";
import { MorError } from "../../../errors.ts";
import type { TableImage } from "../workspace/image-table.ts";
import { workspacePath } from "../workspace/workspace-place.ts";

/** Images that were found, as rows of the table, and what was noticed on the way. */
export interface FoundImages {
  readonly images: readonly TableImage[];
  readonly warnings: readonly string[];
}

/**
 * The images below a folder, no file opened. With `folder-names` as the command line understands a folder: its
 * manifest.csv, else one subfolder for each class, also within train, val and test. With `none` all files alike. What the
 * page has written into the workspace is passed over where the workspace lies in the folder: figures are no images, and
 * `images/` is no class.
 *
 * @throws MorError `dataset-invalid` when there is no image.
 */
export async function listImages(
  workspace: string,
  folder: string,
  labels: "folder-names" | "none",
): Promise<FoundImages> {
  if (labels === "none") return await listUnlabelled(workspace, folder);
  const manifest = join(folder, "manifest.csv");
  // The workspace has a manifest of its own, which is this table.
  if (folder !== workspace && (await isFile(manifest))) return await listManifestImages(workspace, manifest);
  const leftOut = new Set([...ownFolders(workspace), join(workspace, "images")]);
  const { candidates, warnings } = await listFolder(folder, false, leftOut);
  return asRows(workspace, candidates, warnings);
}

/** The images that a manifest names; those that are not there are kept, since they may come back. */
export async function listManifestImages(workspace: string, manifest: string): Promise<FoundImages> {
  const { candidates, warnings } = await listManifest(manifest, { allowOutside: false });
  const missing = candidates.filter(({ broken }) => broken !== undefined);
  const lost =
    missing.length === 0
      ? []
      : [`Images of the manifest that are not there: ${missing.length} (for example ${missing[0]?.path}).`];
  return asRows(workspace, candidates, [...warnings, ...lost]);
}

const ownNames = ["runs", "studies", "features", "evaluations", "explanations", "predictions"];

/** Folders of a workspace whose pictures were drawn and not taken. */
function ownFolders(workspace: string): readonly string[] {
  return [...ownNames, ".mor"].map((name) => join(workspace, name));
}

function asRows(
  workspace: string,
  candidates: readonly Candidate[],
  warnings: readonly string[],
): FoundImages {
  const images = candidates.map(
    ({ file, label, part, group, columns }): TableImage => ({
      path: workspacePath(workspace, file),
      label,
      columns,
      ...(group === undefined ? {} : { group }),
      ...(part === undefined ? {} : { part }),
    }),
  );
  return withoutOddNames(images, warnings);
}

async function listUnlabelled(workspace: string, folder: string): Promise<FoundImages> {
  const images: TableImage[] = [];
  const leftOut = new Set(ownFolders(workspace));
  let outside = 0;
  const visit = async (current: string, trail: readonly string[]): Promise<void> => {
    const real = await realpath(current);
    if (!isInside(folder, real)) outside++;
    if (trail.includes(real) || !isInside(folder, real)) return;
    if (leftOut.has(real) && real !== folder) return;
    const entries = await readdir(current, { withFileTypes: true });
    for (const entry of entries) {
      const { name } = entry;
      if (name.startsWith(".")) continue;
      const file = join(current, name);
      const isFolder = entry.isDirectory() || (entry.isSymbolicLink() && (await isDirectory(file)));
      if (isFolder) await visit(file, [...trail, real]);
      else if (isImageFile(name)) {
        if (!entry.isSymbolicLink() || isInside(folder, await realpath(file).catch(() => "/"))) {
          images.push({ path: workspacePath(workspace, file), label: "", columns: {} });
        } else outside++;
      }
    }
  };
  await visit(folder, []);
  if (images.length === 0) {
    throw new MorError("dataset-invalid", `Expected images in the folder, got none (${folder})`, {
      hint: "Images are files that end in .png, .jpg, .jpeg, .tif or .tiff.",
      path: folder,
    });
  }
  images.sort((a, b) => byCodePoint(a.path, b.path));
  const warnings = outside > 0 ? [`Links that lead out of the folder are not followed: ${outside}.`] : [];
  return withoutOddNames(images, warnings);
}

const oddShown = 5;

/** A manifest has forward slashes and no spaces around its cells: few names cannot be written there. */
function withoutOddNames(images: readonly TableImage[], warnings: readonly string[]): FoundImages {
  const odd = images.filter(
    ({ path }) => path.includes("\\") || path.trim() !== path || /\p{Cc}/u.test(path),
  );
  if (odd.length === 0) return { images, warnings };
  const left = images.filter((image) => !odd.includes(image));
  // In quotes and escaped: what is wrong with these names is not seen otherwise.
  const names = odd.slice(0, oddShown).map(({ path }) => JSON.stringify(path));
  const more = odd.length > oddShown ? ` and ${odd.length - oddShown} more` : "";
  const warning = `Images with a backslash, a line end or a space at the edge of their path are left out: ${odd.length} (${names.join(", ")}${more}). Rename them.`;
  return { images: left, warnings: [...warnings, warning] };
}

async function isFile(path: string): Promise<boolean> {
  return await stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}

async function isDirectory(path: string): Promise<boolean> {
  return await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
