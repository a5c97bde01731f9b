import type { Random } from "../../../../tensor/random.ts";
import { createDraft, type Draft } from "../../specimen/draft.ts";
import { drawLog } from "../../specimen/draw-traits.ts";
import { drawSurface, makeBody } from "../../specimen/make-body.ts";

/** One smooth round or oval body: a nucleus at rest, small to larger than the field. */
export function drawBlob(random: Random): Draft {
  const draft = createDraft();
  const radius = drawLog(random, 0.09, 0.48);
  const roughness = random.uniform(0, 0.05);
  makeBody(random, draft, {
    x: 0.5 + random.normal(0, 0.03),
    y: 0.5 + random.normal(0, 0.03),
    radius,
    roughness,
    aspect: 1 + Math.abs(random.normal(0, 0.5)),
    bend: random.normal(0, 0.25),
    dome: random.uniform(),
    surface: drawSurface(random, draft, 0.3, 0.4),
  });
  draft.values.hollowness = 0;
  draft.values.foci = 0;
  draft.values.holes = 0;
  draft.feature = 0.4 * radius;
  return draft;
}
