import type { Sample } from "../../../../data/dataset/dataset.ts";
import type { PageChoice } from "../../../../data/images/image.ts";
import { thumbnail } from "../../../../data/images/picture/thumbnail.ts";
import { readImage } from "../../../../data/images/read-image.ts";
import { MorError } from "../../../../errors.ts";
import type { Thumbnail } from "../../../../learning/report/report-input.ts";

const side = 112;

/** A small picture for a report, as a list of one; blank for an image that is gone by now, none without a sample. */
export async function pictureOf(sample: Sample | undefined, page: PageChoice): Promise<Thumbnail[]> {
  if (!sample) return [];
  try {
    return [{ path: sample.path, image: await thumbnail(await readImage(sample.file, { page }), side) }];
  } catch (error) {
    if (error instanceof MorError) return [{ path: sample.path, image: "" }];
    throw error;
  }
}
