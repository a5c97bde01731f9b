import type { BrokenImage } from "../../../../data/dataset/dataset.ts";
import { MorError } from "../../../../errors.ts";
import type { Effects } from "../../effects.ts";

/** Tells of images that cannot be read. @throws MorError `dataset-invalid` when they are more than a share of all. */
export function checkBroken(
  broken: readonly BrokenImage[],
  total: number,
  maxBroken: number,
  effects: Effects,
): void {
  if (broken.length === 0) return;
  const list = broken.slice(0, 5).map(({ path, reason }) => `${path}: ${reason}`);
  if (broken.length > maxBroken * total) {
    throw new MorError(
      "dataset-invalid",
      `${broken.length} of ${total} images cannot be read: ${list.join("; ")}`,
      { reason: "too-many-broken", hint: "Mend or remove them, or accept more (maxBroken)." },
    );
  }
  for (const line of list) effects.warn(`Left out: ${line}`);
}
