import type { Random } from "../../../../tensor/random.ts";
import { createDraft, type Draft } from "../../specimen/draft.ts";
import { drawLog } from "../../specimen/draw-traits.ts";
import { drawSurface, makeBody } from "../../specimen/make-body.ts";

/** One body with two to seven lobes. */
export function drawLobed(random: Random): Draft {
  const draft = createDraft();
  const radius = drawLog(random, 0.12, 0.38);
  const lobes = 2 + random.integer(6);
  const depth = random.uniform(0.15, 0.6);
  const start = random.uniform(0, 2 * Math.PI);
  const notches = Array.from({ length: lobes }, (_, lobe) => ({
    angle: start + (2 * Math.PI * (lobe + random.uniform(-0.28, 0.28))) / lobes,
    depth: Math.min(0.8, depth * random.uniform(0.5, 1.3)),
    width: random.uniform(0.45, 1.1) / lobes,
  }));
  makeBody(random, draft, {
    radius,
    roughness: 0.04,
    notches,
    aspect: random.uniform(1, 1.9),
    dome: random.uniform(0.05, 0.9),
    surface: drawSurface(random, draft),
  });
  draft.values.hollowness = 0;
  draft.values.foci = 0;
  draft.values.holes = 0;
  draft.feature = radius / lobes;
  return draft;
}
