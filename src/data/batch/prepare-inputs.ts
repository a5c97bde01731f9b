import { MorError } from "../../errors.ts";
import { createRandom } from "../../tensor/random.ts";
import { fillInput, type View } from "./fill-input.ts";
import type { InputJob, InputView, PreparedInputs } from "./input-source.ts";
import { toPlain } from "./plain-error.ts";
import { inputLength, type Preprocessing, tilesPerImage } from "./preprocessing.ts";
import type { LoadedTile } from "./tile-source.ts";

/**
 * Loads images and makes them inputs, on this thread. The result does not depend on the order of reading.
 * @throws what is no `MorError`, and `cancelled`
 */
export async function prepareInputs<Job extends Omit<InputJob, "image">>(
  jobs: readonly Job[],
  load: (job: Job) => Promise<readonly LoadedTile[]>,
  preprocessing: Preprocessing,
): Promise<PreparedInputs> {
  const broken: { job: number; error: ReturnType<typeof toPlain> }[] = [];
  const loaded = await Promise.all(
    jobs.map(async (job, place) => {
      try {
        return await load(job);
      } catch (error) {
        if (!(error instanceof MorError) || error.code === "cancelled") throw error;
        broken.push({ job: place, error: toPlain(error) });
        return [];
      }
    }),
  );
  const length = inputLength(preprocessing);
  const perImage = tilesPerImage(preprocessing);
  const most = jobs.reduce((sum, job) => sum + inputsOf(job, perImage), 0);
  const data = new Float32Array(most * length);
  let count = 0;
  loaded.forEach((tiles, place) => {
    const job = jobs[place];
    const wanted = job?.tile === undefined ? tiles : tiles.slice(job.tile, job.tile + 1);
    for (const tile of wanted) {
      for (const view of job?.views ?? []) fillInput(data, count++, tile, viewOf(view), preprocessing);
    }
  });
  broken.sort((a, b) => a.job - b.job);
  return { data: data.subarray(0, count * length), count, broken };
}

function inputsOf({ tile, views }: Omit<InputJob, "image">, perImage: number): number {
  return views.length * (tile === undefined ? perImage : 1);
}

function viewOf(view: InputView): View {
  if (view.kind === "symmetry") return view;
  return { kind: "random", options: view.options, random: createRandom(view.seed) };
}
