import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { MorError } from "../../../errors.ts";
import { readFileAt } from "../../../files/read-file-at.ts";
import type { Gallery } from "../../protocol/explanation-api.ts";
import { findRun } from "../runs/find-run.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { findBelow } from "../workspace/workspace-place.ts";

const stored = z.object({
  format: z.literal(1),
  created: z.string(),
  figures: z.array(z.object({ title: z.string(), caption: z.string(), file: z.string() })),
});

/** The figures of what a run has learnt. @throws MorError `input-missing` for what is no run; `run-invalid`. */
export async function readGallery(workspace: Workspace, run: string): Promise<Gallery> {
  const file = await findBelow(workspace, await findRun(workspace, run), "gallery/gallery.json");
  if (file === undefined) return { figures: [], created: null };
  try {
    const { figures, created } = stored.parse(JSON.parse(await readFile(file, "utf8")));
    return { figures, created: Date.parse(created) };
  } catch (cause) {
    throw new MorError("run-invalid", `The list of figures cannot be read (${file})`, {
      hint: "Have them drawn again.",
      path: file,
      cause,
    });
  }
}

/** The bytes of a figure that the gallery lists. @throws MorError `input-missing` for any other file. */
export async function readGalleryFile(workspace: Workspace, run: string, file: string): Promise<Uint8Array> {
  const { figures } = await readGallery(workspace, run);
  const isListed = figures.some((figure) => figure.file === file) && /^[\w.-]+\.png$/.test(file);
  if (isListed) return await readFileAt(await workspace.folders.resolve(join("runs", run, "gallery", file)));
  throw new MorError("input-missing", `Expected a figure of the gallery, got none (${file})`, {
    hint: "They may have been drawn again since; look at the list of figures.",
  });
}
