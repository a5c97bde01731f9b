import type { Random } from "../../../../tensor/random.ts";
import { createDraft, type Draft } from "../../specimen/draft.ts";
import { drawLog } from "../../specimen/draw-traits.ts";
import { drawSurface, makeBody } from "../../specimen/make-body.ts";
import type { Spot } from "../../specimen/shape.ts";

/** A body with dark holes, one large to many small: nucleoli, vacuoles. */
export function drawPierced(random: Random): Draft {
  const draft = createDraft();
  const radius = drawLog(random, 0.12, 0.46);
  const aspect = random.uniform(1, 1.9);
  const count = Math.round(drawLog(random, 1, 14));
  const size = (radius * random.uniform(0.18, 0.5)) / count ** 0.35;
  const factor = random.uniform(0, 0.55);
  const spots: Spot[] = Array.from({ length: count }, () => {
    const angle = random.uniform(0, 2 * Math.PI);
    const away = 0.75 * Math.sqrt(random.uniform()) * radius;
    return {
      x: away * Math.cos(angle) * Math.sqrt(aspect),
      y: (away * Math.sin(angle)) / Math.sqrt(aspect),
      radius: size * Math.exp(random.normal(0, 0.25)),
      factor,
    };
  });
  makeBody(random, draft, {
    radius,
    aspect,
    roughness: random.uniform(0, 0.1),
    dome: random.uniform(0.02, 0.6),
    spots,
    surface: drawSurface(random, draft),
  });
  let area = 0;
  for (const spot of spots) area += spot.radius * spot.radius;
  draft.values.holes = Math.min(1, area / (radius * radius));
  draft.values.foci = 0;
  draft.values.hollowness = 0;
  draft.feature = 0.5 * size;
  return draft;
}
