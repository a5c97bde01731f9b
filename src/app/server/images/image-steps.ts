import type { ImageStep, ImageSteps } from "../../protocol/image-api.ts";
import type { ServerContext } from "../context.ts";
import { changeWords } from "../workspace/history/change-kind.ts";
import type { HistoryStep } from "../workspace/history/image-history.ts";

/** What would be undone and done again next, in words. */
export function imageSteps({ workspace: { history } }: Pick<ServerContext, "workspace">): ImageSteps {
  const [undo, redo] = [history.undoable(), history.redoable()];
  return { undo: undo ? describe(undo) : null, redo: redo ? describe(redo) : null };
}

/** Undoes a step, or does it again, and tells all pages, also when it was refused. @throws MorError as `ImageHistory.undo` */
export async function moveStep(
  { workspace: { history, images }, publish }: Pick<ServerContext, "workspace" | "publish">,
  id: number,
  way: "undo" | "redo",
): Promise<ImageStep> {
  try {
    return describe(await history[way](id));
  } finally {
    publish({ kind: "images", revision: images.revision() });
  }
}

function describe({ id, kind, images }: HistoryStep): ImageStep {
  const renamed = kind.kind === "rename" ? { from: kind.from, to: kind.to } : null;
  return { id, words: changeWords(kind, images), renamed };
}
