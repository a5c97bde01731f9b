import type { Random } from "../../../../tensor/random.ts";
import { createDraft, type Draft } from "../../specimen/draft.ts";
import { drawLog } from "../../specimen/draw-traits.ts";
import { drawSurface, makeBody } from "../../specimen/make-body.ts";

/** A bent body with one or two deep notches and a fold, a dark or bright line across it. */
export function drawFolded(random: Random): Draft {
  const draft = createDraft();
  const radius = drawLog(random, 0.13, 0.34);
  const aspect = random.uniform(1.1, 2.6);
  const angle = random.uniform(0, Math.PI);
  const notches = Array.from({ length: 1 + random.integer(2) }, () => ({
    angle: (random.uniform() < 0.5 ? 1 : 3) * (Math.PI / 2) + random.normal(0, 0.5),
    depth: random.uniform(0.25, 0.75),
    width: random.uniform(0.12, 0.4),
  }));
  const bright = random.uniform() < 0.45;
  const turn = random.normal(0, 0.5);
  const off = random.normal(0, 0.25) * radius;
  const reach = radius * Math.sqrt(aspect) * random.uniform(0.5, 0.95);
  const width = radius * random.uniform(0.05, 0.13);
  const factor = bright ? random.uniform(1.1, 1.35) : random.uniform(0.45, 0.85);
  const beads = Math.ceil(reach / width);
  const spots = Array.from({ length: 2 * beads + 1 }, (_, at) => {
    const along = (reach * (at - beads)) / beads;
    return { x: along * Math.cos(turn), y: off + along * Math.sin(turn), radius: width, factor };
  });
  const bend = random.normal(0, 1.1);
  makeBody(random, draft, {
    angle,
    aspect,
    bend,
    radius,
    roughness: 0.04,
    notches,
    spots,
    dome: random.uniform(0.1, 0.8),
    surface: drawSurface(random, draft),
  });
  draft.values.curvature = Math.min(2, (4 * Math.abs(bend) * radius * Math.sqrt(aspect)) / Math.PI);
  draft.values.hollowness = 0;
  draft.values.holes = bright ? 0 : Math.min(1, (2 * reach * width * 2) / (Math.PI * radius * radius));
  draft.feature = 0.12 * radius;
  return draft;
}
