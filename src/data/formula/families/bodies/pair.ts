import type { Random } from "../../../../tensor/random.ts";
import { createDraft, type Draft } from "../../specimen/draft.ts";
import { drawLog } from "../../specimen/draw-traits.ts";
import { drawSurface, makeBody } from "../../specimen/make-body.ts";

/** Two like bodies side by side, parallel plates to round: anaphase to daughter nuclei. */
export function drawPair(random: Random): Draft {
  const draft = createDraft();
  const radius = drawLog(random, 0.05, 0.19);
  const aspect = drawLog(random, 1, 3.8);
  const angle = random.uniform(0, Math.PI);
  const tilt = random.normal(0, 0.12);
  const width = radius / Math.sqrt(aspect);
  const apart = 2 * width * drawLog(random, 0.9, 3.2);
  const bend = random.normal(0, 0.5) / Math.sqrt(radius * 10);
  const surface = drawSurface(random, draft);
  const blunt = random.uniform();
  const dome = random.uniform(0.05, 1);
  const roughness = random.uniform(0.01, 0.12);
  const unequal = random.uniform(0, 0.18);
  for (const side of [-1, 1]) {
    makeBody(random, draft, {
      x: 0.5 - (side * apart * Math.sin(angle)) / 2,
      y: 0.5 + (side * apart * Math.cos(angle)) / 2,
      angle: angle + side * tilt,
      aspect,
      bend: side * bend,
      radius: radius * Math.exp(side * random.uniform(0, unequal)),
      roughness,
      blunt,
      waves: 2 + random.integer(4),
      dome,
      surface,
      amplitude: Math.exp(random.normal(0, 0.12)),
    });
  }
  draft.values.curvature = Math.min(2, (4 * Math.abs(bend) * radius * Math.sqrt(aspect)) / Math.PI);
  draft.values.hollowness = 0;
  draft.feature = width;
  draft.overlap = random.uniform(0, 0.7);
  return draft;
}
