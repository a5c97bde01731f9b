import type { Random } from "../../../../tensor/random.ts";
import { createDraft, type Draft } from "../../specimen/draft.ts";
import { drawSurface, makeBody } from "../../specimen/make-body.ts";

/** Several unequal bodies that touch or overlap: a nucleus in two or more parts, a heap of cells. */
export function drawBodyCluster(random: Random): Draft {
  const draft = createDraft();
  const count = random.uniform() < 0.35 ? 2 : 2 + random.integer(9);
  const whole = random.uniform(0.16, 0.4);
  const mean = whole / Math.sqrt(count);
  const spread = random.uniform(0.05, 0.45);
  const pressed = random.uniform(0.72, 1.12);
  const surface = drawSurface(random, draft, 0.35);
  const dome = random.uniform(0.05, 0.8);
  const levels = random.uniform(0.02, 0.35);
  const placed: { x: number; y: number; radius: number }[] = [];
  for (let at = 0; at < count; at++) {
    const radius = mean * Math.exp(random.normal(0, spread));
    // Against one of those that are there already, and as near to the middle as a few trials find.
    let best = { x: 0.5, y: 0.5, radius };
    let cost = Number.POSITIVE_INFINITY;
    for (let trial = 0; trial < (at === 0 ? 0 : 9); trial++) {
      const next = random.pick(placed);
      const angle = random.uniform(0, 2 * Math.PI);
      const distance = pressed * (next.radius + radius);
      const x = next.x + distance * Math.cos(angle);
      const y = next.y + distance * Math.sin(angle);
      const pushed = placed.filter(
        (o) => Math.hypot(o.x - x, o.y - y) < 0.9 * pressed * (o.radius + radius),
      ).length;
      const own = pushed + 0.6 * Math.hypot(x - 0.5, y - 0.5);
      if (own < cost) {
        cost = own;
        best = { x, y, radius };
      }
    }
    placed.push(best);
  }
  const x = placed.reduce((sum, body) => sum + body.x / count, 0) - 0.5;
  const y = placed.reduce((sum, body) => sum + body.y / count, 0) - 0.5;
  for (const body of placed) {
    makeBody(random, draft, {
      x: body.x - x,
      y: body.y - y,
      radius: body.radius,
      aspect: random.uniform(1, 1.6),
      roughness: 0.06,
      dome,
      surface,
      amplitude: Math.exp(random.normal(0, levels)),
    });
  }
  draft.values.hollowness = 0;
  draft.feature = 0.4 * mean;
  draft.overlap = random.uniform(0, 0.8);
  return draft;
}
