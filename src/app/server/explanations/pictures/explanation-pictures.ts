import { dirname, join } from "node:path";
import type { PageChoice } from "../../../../data/images/image.ts";
import { MorError } from "../../../../errors.ts";
import { readFileAt } from "../../../../files/read-file-at.ts";
import { explanationMethods } from "../../../../learning/explanation/methods/methods.ts";
import { methodNames } from "../../../tasks/explain/choice/choose-methods.ts";
import { findRunRecord } from "../../../tasks/run/folder/run-record.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import { readExplanation, type StoredExplanation } from "../read-explanation.ts";
import { drawBesides } from "./draw-besides.ts";

/**
 * An explained image as a PNG in grey, its contrast stretched as in the figures; no side above 960 pixels.
 * @throws MorError `input-missing` for an image that is not of the explanations, or outside of the chosen folders;
 *   `image-unsupported` for one of more pixels than are decoded here.
 */
export async function originalPicture(
  workspace: Workspace,
  name: string,
  image: number,
): Promise<Uint8Array> {
  const { record } = await readExplanation(workspace, name);
  const { path, file } = imageOf(record, name, image);
  const page = await pageOf(workspace, record);
  return await drawBesides({ kind: "original", file: await workspace.folders.resolve(file ?? path), page });
}

/**
 * A heat map alone as a PNG of the size of `originalPicture`, in the colours and range of the figures; its opacity grows
 * with the strength of the evidence.
 * @throws MorError `input-missing` for an image or method that is not of the explanations; `image-unsupported` as above.
 */
export async function heatPicture(
  workspace: Workspace,
  name: string,
  image: number,
  method: string,
): Promise<Uint8Array> {
  const { folder, record } = await readExplanation(workspace, name);
  const known = methodNames.find((candidate) => candidate === method);
  if (known === undefined || !record.methods.some((made) => made.name === method)) {
    throw new MorError("input-missing", `Expected a method of the explanations, got another (${method})`, {
      hint: `There are: ${record.methods.map((made) => made.name).join(", ")}.`,
    });
  }
  const { overlay } = imageOf(record, name, image);
  const stem = overlay.replace(/^overlays\//, "").replace(/\.png$/, "");
  const file = await workspace.folders.resolve(join(folder, "maps", `${stem}.${known}.tif`));
  const { needs, signed } = explanationMethods[known];
  return await drawBesides({ kind: "heat", file, look: { needs, signed } });
}

/** The figure that `mor explain` has drawn of an image. @throws MorError `input-missing`. */
export async function explanationFigure(
  workspace: Workspace,
  name: string,
  image: number,
): Promise<Uint8Array> {
  const { folder, record } = await readExplanation(workspace, name);
  const { overlay } = imageOf(record, name, image);
  return await readFileAt(await workspace.folders.resolve(join(folder, overlay)));
}

function imageOf(
  { images }: StoredExplanation,
  name: string,
  index: number,
): StoredExplanation["images"][number] {
  const image = images[index];
  if (image) return image;
  throw new MorError("input-missing", `Expected one of ${images.length} images, got ${index} (${name})`, {
    hint: "Images are counted from 0; they may have been explained again since.",
  });
}

/** The plane that the model sees. */
async function pageOf(workspace: Workspace, { run, created }: StoredExplanation): Promise<PageChoice> {
  const record = await workspace.folders
    .resolve(run)
    .then(async (folder) => (await findRunRecord(folder)) ?? (await findRunRecord(dirname(folder))))
    .catch((error: unknown) => {
      if (error instanceof MorError) return undefined; // the run is gone
      throw error;
    });
  const isGone = record !== undefined && Date.parse(created) < Date.parse(record.started);
  if (isGone) return { projection: "max" }; // another run has the name now
  return record?.model.preprocessing.page ?? { projection: "max" };
}
