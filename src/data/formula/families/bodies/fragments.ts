import type { Random } from "../../../../tensor/random.ts";
import { createDraft, type Draft } from "../../specimen/draft.ts";
import { drawLog } from "../../specimen/draw-traits.ts";
import { makeBody } from "../../specimen/make-body.ts";

/** A body broken into many bright round pieces of very unequal size: apoptosis, micronuclei. */
export function drawFragments(random: Random): Draft {
  const draft = createDraft();
  const width = random.uniform(0.04, 0.17);
  const largest = drawLog(random, 0.035, 0.11);
  const count = Math.round(drawLog(random, 4, 36));
  const spread = random.uniform(0.3, 0.9);
  const levels = random.uniform(0.1, 0.8);
  const dome = random.uniform(0.4, 1);
  const stretched = random.uniform(1, 1.8);
  for (let at = 0; at < count; at++) {
    const radius = Math.max(0.006, largest * Math.exp(-Math.abs(random.normal(0, spread)) - 0.03 * at));
    makeBody(random, draft, {
      x: 0.5 + random.normal(0, width * stretched),
      y: 0.5 + random.normal(0, width / stretched),
      radius,
      aspect: random.uniform(1, 1.5),
      roughness: 0.05,
      dome,
      amplitude: Math.exp(random.normal(0, levels)),
    });
  }
  draft.values.hollowness = 0;
  draft.values.textureContrast = 0;
  draft.feature = 0.35 * largest;
  draft.overlap = random.uniform(0.2, 0.9);
  return draft;
}
