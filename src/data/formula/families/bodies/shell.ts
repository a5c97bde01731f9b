import type { Random } from "../../../../tensor/random.ts";
import { createDraft, type Draft } from "../../specimen/draft.ts";
import { drawLog } from "../../specimen/draw-traits.ts";
import { drawSurface, makeBody } from "../../specimen/make-body.ts";

/** One ring-shaped body, whole or open at a side: a nuclear envelope, chromosomes from the pole, a membrane. */
export function drawShell(random: Random): Draft {
  const draft = createDraft();
  const radius = drawLog(random, 0.07, 0.42);
  const hollow = random.uniform(0.45, 1);
  const open = random.uniform() < 0.35 ? random.uniform(0.3, 0.9) : 0;
  const aspect = 1 + Math.abs(random.normal(0, 0.3));
  const side = random.uniform(0, 2 * Math.PI);
  const spots =
    open > 0
      ? [
          {
            x: radius * Math.sqrt(aspect) * Math.cos(side),
            y: (radius / Math.sqrt(aspect)) * Math.sin(side),
            radius: radius * random.uniform(0.4, 0.9),
            factor: 1 - open,
          },
        ]
      : [];
  makeBody(random, draft, {
    radius,
    aspect,
    roughness: random.uniform(0.01, 0.08),
    waves: 2 + random.integer(3),
    hollow,
    spots,
    dome: random.uniform(0, 0.5),
    surface: drawSurface(random, draft),
  });
  draft.values.hollowness = hollow;
  draft.feature = 0.16 * radius;
  return draft;
}
