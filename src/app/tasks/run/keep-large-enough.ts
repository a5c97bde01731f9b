import type { Preprocessing } from "../../../data/batch/preprocessing.ts";
import type { BrokenImage, Dataset, Sample } from "../../../data/dataset/dataset.ts";
import { mapConcurrently } from "../../../data/dataset/map-concurrently.ts";
import { hashSamples } from "../../../data/dataset/open-dataset.ts";
import { describeImage } from "../../../data/images/describe-image.ts";
import { MorError } from "../../../errors.ts";

/**
 * Leaves out images that are too small to be cut into quarters, as if they were broken.
 * @throws MorError `dataset-invalid` when too many images are left out then.
 */
export async function keepLargeEnough(
  dataset: Dataset,
  { tiles }: Pick<Preprocessing, "tiles">,
  maxBroken: number,
): Promise<Dataset> {
  const isSmall = ({ width, height }: { width: number; height: number }): boolean =>
    Math.min(width, height) < 2;
  if (tiles === "whole" || !dataset.formats?.some(isSmall)) return dataset;
  const sizes = await mapConcurrently(dataset.samples, ({ file }) => describeImage(file), { limit: 4 });
  const small: BrokenImage[] = [];
  const samples: Sample[] = [];
  dataset.samples.forEach((sample, place) => {
    const size = sizes[place];
    if (!size || !isSmall(size)) samples.push({ ...sample, index: samples.length });
    else {
      const reason = `Expected at least 2 x 2 pixels to cut quarters, got ${size.width} x ${size.height}`;
      small.push({ path: sample.path, reason });
    }
  });
  const broken = [...dataset.broken, ...small];
  const total = dataset.samples.length + dataset.broken.length;
  if (broken.length > maxBroken * total) {
    const [first] = small;
    throw new MorError(
      "dataset-invalid",
      `Expected at most ${100 * maxBroken} % images that cannot be used, got ${broken.length} of ${total} (${first?.path}: ${first?.reason})`,
      {
        reason: "too-many-small",
        hint: "Remove these files, or accept a larger share (maxBroken).",
        path: dataset.root,
      },
    );
  }
  const warning = `Images that are too small for quarters are left out: ${small.length} (for example ${small[0]?.path}).`;
  return {
    ...dataset,
    samples,
    broken,
    hash: hashSamples(samples),
    warnings: [...dataset.warnings, warning],
    formats: dataset.formats.filter((format) => !isSmall(format)),
  };
}
