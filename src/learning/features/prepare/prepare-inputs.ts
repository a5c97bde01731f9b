import type { SymmetryId } from "../../../data/augment/symmetries.ts";
import { fillInput } from "../../../data/batch/fill-input.ts";
import { inputLength, type Preprocessing, tilesPerImage } from "../../../data/batch/preprocessing.ts";
import { createTileSource } from "../../../data/batch/tile-source.ts";
import { type ErrorCode, MorError } from "../../../errors.ts";

/** An image that becomes inputs: each of its tiles in each of the views. */
export interface PreparationJob {
  readonly file: string;
  readonly views: readonly SymmetryId[];
}

/** Inputs of several images one after the other, in the order of image, tile, view; broken images have none. */
export interface PreparedInputs {
  /** [inputs, C, H, W] */
  readonly data: Float32Array<ArrayBuffer>;
  readonly count: number;
  /** Position of the job, and what is wrong with its image. */
  readonly broken: readonly { readonly job: number; readonly error: PlainError }[];
}

/** An error that can be sent between threads. */
export interface PlainError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint?: string | undefined;
  readonly path?: string | undefined;
}

/** Reads images and makes them inputs. @throws what is no `MorError` */
export async function prepareInputs(
  jobs: readonly PreparationJob[],
  preprocessing: Preprocessing,
): Promise<PreparedInputs> {
  const source = createTileSource(jobs, preprocessing, { cacheBytes: 0 });
  const perImage = tilesPerImage(preprocessing);
  const most = jobs.reduce((sum, { views }) => sum + views.length * perImage, 0);
  const length = inputLength(preprocessing);
  const data = new Float32Array(most * length);
  const broken: { job: number; error: PlainError }[] = [];
  const loaded = await Promise.all(
    jobs.map(async (_, job) => {
      try {
        return await source.load(job);
      } catch (error) {
        if (!(error instanceof MorError)) throw error;
        broken.push({ job, error: toPlain(error) });
        return [];
      }
    }),
  );
  let count = 0;
  loaded.forEach((tiles, job) => {
    for (const tile of tiles) {
      for (const id of jobs[job]?.views ?? []) {
        fillInput(data, count++, tile, { kind: "symmetry", id }, preprocessing);
      }
    }
  });
  broken.sort((a, b) => a.job - b.job);
  return { data: data.subarray(0, count * length), count, broken };
}

export function fromPlain({ code, message, hint, path }: PlainError): MorError {
  return new MorError(code, message, {
    ...(hint === undefined ? {} : { hint }),
    ...(path === undefined ? {} : { path }),
  });
}

function toPlain({ code, message, hint, path }: MorError): PlainError {
  return { code, message, hint, path };
}
