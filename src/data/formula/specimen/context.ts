import type { Random } from "../../../tensor/random.ts";
import type { Draft } from "./draft.ts";
import { drawLog, drawTexture } from "./draw-traits.ts";
import { drawRadii } from "./outline.ts";
import type { Body, Shape } from "./shape.ts";

/** Draws plain bodies around the specimen, as neighbouring cells show them; they keep clear of its own bodies. */
export function drawContext(random: Random, draft: Draft, extent: number): Shape[] {
  const own = draft.objects.map(({ x, y, length }) => ({ x, y, radius: length / 2 }));
  const radius = random.uniform(0.1, 0.24);
  const level = drawLog(random, 0.12, 1);
  const neighbours: Body[] = [];
  const wanted = 1 + random.integer(5);
  for (let trial = 0; trial < 12 && neighbours.length < wanted; trial++) {
    const x = 0.5 + random.uniform(-extent / 2, extent / 2);
    const y = 0.5 + random.uniform(-extent / 2, extent / 2);
    if (Math.hypot(x - 0.5, y - 0.5) < 0.36) continue;
    const size = radius * random.uniform(0.7, 1.2);
    const others = neighbours.map((other) => ({ x: other.x, y: other.y, radius }));
    if ([...own, ...others].some((other) => Math.hypot(other.x - x, other.y - y) < other.radius + size))
      continue;
    neighbours.push({
      kind: "body",
      x,
      y,
      angle: random.uniform(0, Math.PI),
      aspect: random.uniform(1, 2),
      bend: 0,
      radii: drawRadii(random, { radius: size, roughness: 0.06 }),
      amplitude: level * Math.exp(random.normal(0, 0.35)),
      dome: random.uniform(0.1, 0.8),
      hollow: 0,
      ...(random.uniform() < 0.5
        ? { texture: drawTexture(random, random.uniform(0.05, 0.12), random.uniform(0.05, 0.3)) }
        : {}),
    });
  }
  return neighbours;
}
