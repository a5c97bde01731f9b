import type { Random } from "../../../../tensor/random.ts";
import { createDraft, type Draft } from "../../specimen/draft.ts";
import { drawLog } from "../../specimen/draw-traits.ts";
import { drawSurface, makeBody } from "../../specimen/make-body.ts";

/** A long ragged bar, straight or bent: chromosomes in metaphase from the side, a spindle-shaped nucleus. */
export function drawPlate(random: Random): Draft {
  const draft = createDraft();
  const radius = drawLog(random, 0.06, 0.24);
  const aspect = drawLog(random, 2, 7);
  const bend = random.normal(0, 0.7) / Math.sqrt(radius * 10);
  const angle = random.uniform(0, Math.PI);
  makeBody(random, draft, {
    x: 0.5 + random.normal(0, 0.03),
    y: 0.5 + random.normal(0, 0.03),
    angle,
    aspect,
    bend,
    radius,
    roughness: random.uniform(0, 0.15),
    waves: 2 + random.integer(6),
    blunt: random.uniform(),
    dome: random.uniform(0.1, 1),
    surface: drawSurface(random, draft),
  });
  // Loose pieces beside the plate.
  const pieces = random.uniform() < 0.6 ? 0 : 1 + random.integer(4);
  for (let piece = 0; piece < pieces; piece++) {
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    const u = random.normal(0, radius * Math.sqrt(aspect) * 0.6);
    const v = (random.uniform() < 0.5 ? 1 : -1) * radius * random.uniform(0.7, 2);
    makeBody(random, draft, {
      x: 0.5 + u * cos - v * sin,
      y: 0.5 + u * sin + v * cos,
      radius: radius * random.uniform(0.08, 0.25),
      aspect: random.uniform(1, 2),
      dome: 0.8,
      amplitude: random.uniform(0.3, 0.9),
    });
  }
  draft.values.curvature = Math.min(2, (4 * Math.abs(bend) * radius * Math.sqrt(aspect)) / Math.PI);
  draft.values.hollowness = 0;
  draft.feature = radius / Math.sqrt(aspect);
  draft.overlap = 0.2;
  return draft;
}
