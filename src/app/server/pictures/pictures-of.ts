import { join } from "node:path";
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
