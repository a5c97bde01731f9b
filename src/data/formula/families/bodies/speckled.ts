import type { Random } from "../../../../tensor/random.ts";
import { createDraft, type Draft } from "../../specimen/draft.ts";
import { drawLog } from "../../specimen/draw-traits.ts";
import { drawSurface, makeBody } from "../../specimen/make-body.ts";
import type { Spot } from "../../specimen/shape.ts";

/** A textured body with bright foci: heterochromatin, repair foci, speckles. */
export function drawSpeckled(random: Random): Draft {
  const draft = createDraft();
  const radius = drawLog(random, 0.12, 0.45);
  const aspect = random.uniform(1, 1.9);
  const count = Math.round(drawLog(random, 2, 40));
  const size = radius * random.uniform(0.05, 0.16);
  const factor = drawLog(random, 1.5, 6);
  const spread = random.uniform(0, 0.4);
  const spots: Spot[] = Array.from({ length: count }, () => {
    const angle = random.uniform(0, 2 * Math.PI);
    const away = 0.88 * Math.sqrt(random.uniform()) * radius;
    return {
      x: away * Math.cos(angle) * Math.sqrt(aspect),
      y: (away * Math.sin(angle)) / Math.sqrt(aspect),
      radius: size * Math.exp(random.normal(0, 0.3)),
      factor: 1 + (factor - 1) * Math.exp(random.normal(0, spread)),
    };
  });
  makeBody(random, draft, {
    radius,
    aspect,
    roughness: random.uniform(0, 0.08),
    dome: random.uniform(0.05, 0.7),
    spots,
    surface: drawSurface(random, draft, 0.5, 0.2),
  });
  let extra = 0;
  for (const spot of spots) extra += (spot.factor - 1) * spot.radius * spot.radius;
  draft.values.foci = extra / (extra + radius * radius);
  draft.values.holes = 0;
  draft.values.hollowness = 0;
  draft.feature = size;
  return draft;
}
