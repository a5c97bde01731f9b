import type { Random } from "../../../../tensor/random.ts";
import { createDraft, type Draft } from "../../specimen/draft.ts";
import { drawLog } from "../../specimen/draw-traits.ts";
import { drawSurface, makeBody } from "../../specimen/make-body.ts";

/** One body with two to six lobes, discs that run into one another. */
export function drawLobed(random: Random): Draft {
  const draft = createDraft();
  const radius = drawLog(random, 0.12, 0.38);
  const count = 2 + random.integer(5);
  const start = random.uniform(0, 2 * Math.PI);
  const spread = random.uniform(0.4, 1.1);
  const lobes = Array.from({ length: count }, (_, lobe) => ({
    angle: start + (2 * Math.PI * (lobe + random.uniform(-0.3, 0.3))) / count,
    away: spread * random.uniform(0.6, 1.2),
    radius: random.uniform(0.5, 1),
  }));
  makeBody(random, draft, {
    radius,
    roughness: 0.03,
    lobes,
    aspect: random.uniform(1, 1.9),
    dome: random.uniform(0.05, 0.9),
    surface: drawSurface(random, draft),
  });
  draft.values.hollowness = 0;
  draft.values.foci = 0;
  draft.values.holes = 0;
  draft.feature = (0.6 * radius) / Math.sqrt(count);
  return draft;
}
