import type { Random } from "../../../../tensor/random.ts";
import { addThread, createDraft, type Draft } from "../../specimen/draft.ts";
import { drawLog, turningOf, walk } from "../../specimen/draw-traits.ts";

/** Short thick threads heaped up, in a ball, a ring or a few arms: condensing chromosomes. */
export function drawKnot(random: Random): Draft {
  const draft = createDraft();
  const whole = drawLog(random, 0.08, 0.24);
  const radius = whole * random.uniform(0.08, 0.2);
  const count = Math.round(drawLog(random, 8, 46));
  const arms = random.uniform() < 0.35 ? 2 + random.integer(3) : 0;
  const ring = arms === 0 && random.uniform() < 0.4 ? random.uniform(0.4, 0.9) : 0;
  const length = radius * random.uniform(1.5, 8);
  const winding = random.uniform(0, 8);
  const levels = random.uniform(0.05, 0.4);
  const start = random.uniform(0, 2 * Math.PI);
  const aspect = random.uniform(1, 1.5);
  let turning = 0;
  for (let at = 0; at < count; at++) {
    const arm = arms > 0 ? start + (2 * Math.PI * random.integer(arms)) / arms + random.normal(0, 0.1) : 0;
    const angle = arms > 0 ? arm : random.uniform(0, 2 * Math.PI);
    const away = arms > 0 ? random.uniform(0, 1.4) : ring + (1 - ring) * Math.sqrt(random.uniform());
    const x = 0.5 + whole * away * Math.cos(angle) * aspect + random.normal(0, radius);
    const y = 0.5 + (whole * away * Math.sin(angle)) / aspect + random.normal(0, radius);
    const own = {
      x,
      y,
      angle: random.uniform(0, 2 * Math.PI),
      length: length * random.uniform(0.5, 1.5),
      radius,
    };
    const path = walk(random, { ...own, curl: 0, winding, beading: 0.2 });
    turning += turningOf(path) / count;
    addThread(draft, [path], Math.exp(random.normal(0, levels)));
  }
  draft.values.curvature = turning;
  draft.values.hollowness = ring;
  draft.feature = radius;
  draft.overlap = random.uniform(0.2, 0.8);
  return draft;
}
