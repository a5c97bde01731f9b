import { join, resolve } from "node:path";
import type { TableImage } from "../workspace/image-table.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { openPictures, type Pictures } from "./pictures.ts";

const opened = new WeakMap<Workspace, Pictures>();

/** The pictures of a workspace, which live as long as it does. */
export function picturesOf(workspace: Workspace): Pictures {
  const known = opened.get(workspace);
  if (known) return known;
  const pictures = openPictures(join(workspace.folder, ".mor", "thumbnails"));
  opened.set(workspace, pictures);
  return pictures;
}

/** For tens of thousands of images they take a tenth of a second to make. */
const files = new WeakMap<readonly TableImage[], readonly string[]>();

/** Previews of all images of the table, in its order. */
export async function previewsOf(workspace: Workspace): Promise<Uint8Array> {
  const images = workspace.images.images();
  const known = files.get(images) ?? images.map((image) => resolve(workspace.folder, image.path));
  files.set(images, known);
  return await picturesOf(workspace).previews(known);
}
