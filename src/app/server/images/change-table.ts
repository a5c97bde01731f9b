import type { AddedImages } from "../../protocol/image-api.ts";
import type { ServerContext } from "../context.ts";
import { drawAheadOf } from "../pictures/ahead/draw-ahead-of.ts";
import type { ChangeKind } from "../workspace/history/change-kind.ts";
import type { TableImage } from "../workspace/image-table.ts";
import { addImages, type Changed } from "./change-images.ts";
import type { FoundImages } from "./list-images.ts";

type Shared = Pick<ServerContext, "workspace" | "publish">;

/**
 * Changes the table, keeps what undoes that, tells all pages, and says how many images have changed. Changes that are
 * joined by the same word are undone together.
 *
 * @throws MorError as `ImageTable.update`
 */
export async function changeTable(
  { workspace, publish }: Shared,
  kind: ChangeKind,
  make: (images: readonly TableImage[]) => Changed,
  join?: string,
): Promise<number> {
  let changed = 0;
  await workspace.checkThere(); // a job may end after the folder is gone
  const before = workspace.images.revision();
  const done = await workspace.images.update((images) => {
    const made = make(images);
    changed = made.changed;
    return made.images;
  });
  await workspace.history.record(done, kind, join);
  // Another program may have changed it as well.
  if (workspace.images.revision() !== before) {
    publish({ kind: "images", revision: workspace.images.revision() });
  }
  return changed;
}

/** Takes what was found into the table. @throws MorError as `ImageTable.update` */
export async function takeImages(
  context: Shared & Pick<ServerContext, "jobs">,
  found: FoundImages,
): Promise<AddedImages> {
  let known = 0;
  const added = await changeTable(context, { kind: "add" }, (images) => {
    const made = addImages(images, found.images);
    known = made.known;
    return made;
  });
  drawAheadOf(context);
  return { added, known, warnings: found.warnings };
}
