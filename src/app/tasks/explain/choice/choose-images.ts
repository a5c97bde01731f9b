import type { PartitionedDataset, PartitionedSample } from "../../../../data/dataset/dataset.ts";
import { mapConcurrently } from "../../../../data/dataset/map-concurrently.ts";
import { MorError } from "../../../../errors.ts";
import type { Random } from "../../../../tensor/random.ts";
import type { Effects } from "../../effects.ts";
import { inTurns } from "../../quantize/calibration-images.ts";
import { findImages } from "../../run/inputs/find-images.ts";
import { leaveOutMasks } from "../../run/inputs/leave-out-masks.ts";
import type { ExplainSpec } from "../explain-spec.ts";
import { findMask } from "./find-masks.ts";
import { knownSamples } from "./known-samples.ts";
import { outputNames } from "./output-names.ts";

/** An image to explain, with what is known of it. */
export interface ImageToExplain {
  readonly file: string;
  readonly path: string;
  /** What its files are called, without an ending. */
  readonly name: string;
  readonly group?: string | undefined;
  readonly label?: string | undefined;
  /** In micrometres, as the user or the manifest says. */
  readonly pixelSize?: number | undefined;
  /** File with the true mask. */
  readonly mask?: string | undefined;
}

export interface ChosenImages {
  readonly explained: readonly ImageToExplain[];
  /** On which the maps are tested. */
  readonly tested: readonly ImageToExplain[];
}

/** Images whose masks are looked for at once. */
const soughtAtOnce = 16;

/** The run's own images: of its scored part, all classes in turns, so that the explained ones are among the tested. */
export async function chooseOwnImages(
  { samples }: PartitionedDataset,
  part: "val" | "test",
  spec: ExplainSpec,
  random: Random,
): Promise<ChosenImages> {
  const scored = inTurns(
    samples.filter((sample) => sample.part === part),
    random,
  );
  if (scored.length === 0) {
    throw new MorError("input-missing", `Expected images of the part ${part}, got none (${spec.run})`, {
      hint: "Put the images of the run back where they were, or name images to explain.",
      path: spec.run,
    });
  }
  const wanted = scored.slice(0, Math.max(spec.images, spec.faithfulness));
  const names = outputNames(wanted.map(({ path }) => path));
  const chosen = await mapConcurrently(
    wanted,
    async (sample, index): Promise<ImageToExplain> => {
      const { file, path, label, group } = sample;
      const mask = await findMask({ file, names: [path] }, spec.masks);
      const pixelSize = spec.pixelSize ?? pixelSizeOf(sample);
      return { file, path, label, group, mask, pixelSize, name: names[index] ?? "" };
    },
    { limit: soughtAtOnce },
  );
  return { explained: chosen.slice(0, spec.images), tested: chosen.slice(0, spec.faithfulness) };
}

function pixelSizeOf({ columns }: PartitionedSample): number | undefined {
  const pixelSize = Number(columns.pixelSize);
  return pixelSize > 0 && Number.isFinite(pixelSize) ? pixelSize : undefined;
}

/**
 * The images that were given, in their order; masks among them are no images. Those to test are spread over all. What
 * the run knows of those that it was made from is taken from there; a warning counts those that it was trained on.
 * @throws MorError `input-missing`.
 */
export async function chooseGivenImages(
  spec: ExplainSpec,
  random: Random,
  effects: Effects,
): Promise<ChosenImages> {
  const images = leaveOutMasks(await findImages(spec.image));
  const names = outputNames(images.map(({ below }) => below));
  const known = await knownSamples(spec.run);
  const explained: ImageToExplain[] = [];
  let trainedOn = 0;
  for (const [index, { file, path, below }] of images.entries()) {
    const mask = await findMask({ file, names: [below, path] }, spec.masks);
    const sample = known.get(file);
    if (sample?.part === "train") trainedOn++;
    const pixelSize = spec.pixelSize ?? (sample && pixelSizeOf(sample));
    const { label, group } = sample ?? {};
    explained.push({ file, path, label, group, mask, pixelSize, name: names[index] ?? "" });
  }
  if (trainedOn > 0) {
    effects.warn(
      `The run was trained on ${explained.length === 1 ? "this image" : `${trainedOn} of the ${explained.length} images`}: what it knows by heart is no example of how it decides.`,
    );
  }
  return { explained, tested: random.shuffle(explained).slice(0, spec.faithfulness) };
}

/** @throws MorError `input-missing` when a folder of masks was named and holds none of the images'. */
export function checkMasks({ explained, tested }: ChosenImages, spec: ExplainSpec, effects: Effects): void {
  if (spec.masks === undefined) return;
  const all = new Set([...explained, ...tested]);
  const without = [...all].filter(({ mask }) => mask === undefined);
  if (without.length === 0) return;
  const [first] = without;
  if (without.length === all.size) {
    throw new MorError(
      "input-missing",
      `Expected masks with the names of the images in ${spec.masks}, got none (${first?.path ?? ""})`,
      {
        hint: "A mask has the path of its image below the folder of masks, and ends in .png or .tif.",
        path: spec.masks,
      },
    );
  }
  effects.warn(
    `${without.length} of ${all.size} images ${without.length === 1 ? "has" : "have"} no mask in ${spec.masks}, as ${first?.path}.`,
  );
}
