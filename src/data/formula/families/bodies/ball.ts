import type { Random } from "../../../../tensor/random.ts";
import { createDraft, type Draft } from "../../specimen/draft.ts";
import { drawLog } from "../../specimen/draw-traits.ts";
import { drawSurface, makeBody } from "../../specimen/make-body.ts";

/** A bright irregular ball, condensed, at times with small satellites or a dim halo. */
export function drawBall(random: Random): Draft {
  const draft = createDraft();
  const radius = drawLog(random, 0.05, 0.2);
  makeBody(random, draft, {
    x: 0.5 + random.normal(0, 0.03),
    y: 0.5 + random.normal(0, 0.03),
    radius,
    roughness: random.uniform(0.04, 0.16),
    waves: 2 + random.integer(3),
    aspect: random.uniform(1, 1.6),
    dome: random.uniform(0.6, 1),
    surface: drawSurface(random, draft, 0.5),
  });
  const satellites = random.uniform() < 0.5 ? 0 : 1 + random.integer(5);
  for (let at = 0; at < satellites; at++) {
    const angle = random.uniform(0, 2 * Math.PI);
    const distance = radius * random.uniform(1, 2.2);
    makeBody(random, draft, {
      x: 0.5 + distance * Math.cos(angle),
      y: 0.5 + distance * Math.sin(angle),
      radius: radius * random.uniform(0.1, 0.35),
      dome: 0.9,
      amplitude: random.uniform(0.2, 0.9),
    });
  }
  if (random.uniform() < 0.3) {
    const halo = { radius: radius * random.uniform(1.4, 2.4), roughness: 0.08, dome: 1 };
    const level = random.uniform(0.1, 0.35);
    const own = createDraft();
    draft.diffuse.push({ ...makeBody(random, own, halo), amplitude: level });
  }
  draft.values.hollowness = 0;
  draft.feature = 0.45 * radius;
  draft.overlap = random.uniform(0, 0.7);
  return draft;
}
