import type { Random } from "../../../../tensor/random.ts";
import { addBody, createDraft, type Draft } from "../../specimen/draft.ts";
import { drawBrightness, drawLog } from "../../specimen/draw-traits.ts";
import { drawRadii } from "../../specimen/outline.ts";
import { drawScatter, type Stage } from "../../specimen/stage.ts";

/** Round bodies with clear outlines that hardly overlap: chloroplasts, lipid droplets, nuclei seen from afar. */
export function drawDiscs(random: Random, stage: Stage): Draft {
  const draft = createDraft();
  const place = drawScatter(random, stage, { clustered: random.uniform() < 0.7 ? 0 : random.uniform() });
  const brightness = drawBrightness(random);
  const radius = drawLog(random, 0.018, 0.085);
  const spread = random.uniform(0, 0.45);
  const dome = random.uniform();
  const roughness = random.uniform(0, 0.06);
  const spacing = random.uniform(0.3, 1.15);
  const count = Math.min(90, Math.round(drawLog(random, 4, 0.6 / radius ** 1.6)));
  const reach = radius * 0.5;
  const placed: (readonly [x: number, y: number, radius: number])[] = [];
  for (let at = 0; at < count; at++) {
    const own = Math.max(reach, radius * Math.exp(random.normal(0, spread)));
    let [x, y] = place();
    for (
      let trial = 0;
      trial < 6 && placed.some(([px, py, pr]) => meets(x - px, y - py, spacing * (pr + own)));
      trial++
    ) {
      [x, y] = place();
    }
    placed.push([x, y, own]);
    addBody(draft, {
      kind: "body",
      x,
      y,
      angle: random.uniform(0, Math.PI),
      aspect: random.uniform(1, 1.35),
      bend: 0,
      radii: drawRadii(random, { radius: own, roughness }),
      amplitude: brightness(),
      dome,
      hollow: 0,
    });
  }
  draft.values.hollowness = 0;
  draft.feature = radius;
  draft.overlap = random.uniform(0, 0.6);
  return draft;
}

function meets(dx: number, dy: number, distance: number): boolean {
  return dx * dx + dy * dy < distance * distance;
}
