import type { Random } from "../../../../tensor/random.ts";
import { addBall, createDraft, type Draft } from "../../specimen/draft.ts";
import { drawBrightness, drawLog } from "../../specimen/draw-traits.ts";
import { drawScatter, type Stage } from "../../specimen/stage.ts";

/** Small shells: endosomes, lysosome membranes, vacuoles. */
export function drawRings(random: Random, stage: Stage): Draft {
  const draft = createDraft();
  const place = drawScatter(random, stage, { clustered: random.uniform() < 0.6 ? 0 : random.uniform() });
  const brightness = drawBrightness(random);
  const radius = drawLog(random, 0.022, 0.11);
  const spread = random.uniform(0.05, 0.4);
  const hollow = random.uniform(0.6, 0.93);
  const count = Math.min(60, Math.round(drawLog(random, 2, 0.5 / radius ** 1.4)));
  for (let at = 0; at < count; at++) {
    addBall(draft, ...place(), radius * Math.exp(random.normal(0, spread)), brightness(), hollow);
  }
  draft.values.hollowness = hollow;
  draft.feature = radius * 0.35;
  draft.overlap = random.uniform(0.3, 1);
  return draft;
}
