import type { Random } from "../../../../tensor/random.ts";
import { addBall, createDraft, type Draft } from "../../specimen/draft.ts";
import { drawBrightness, drawLog } from "../../specimen/draw-traits.ts";
import { drawScatter, type Stage } from "../../specimen/stage.ts";

/** Vesicles of two sizes, the larger ones often hollow. */
export function drawVesicles(random: Random, stage: Stage): Draft {
  const draft = createDraft();
  const place = drawScatter(random, stage);
  const brightness = drawBrightness(random);
  const small = drawLog(random, 0.006, 0.014);
  const large = small * random.uniform(2.5, 6);
  const hollow = random.uniform() < 0.4 ? 0 : random.uniform(0.3, 0.85);
  const dim = random.uniform(0.4, 1.2);
  for (let at = Math.round(drawLog(random, 6, 110)); at > 0; at--) {
    addBall(draft, ...place(), small * Math.exp(random.normal(0, 0.15)), dim * brightness());
  }
  for (let at = Math.round(drawLog(random, 1, 16)); at > 0; at--) {
    addBall(draft, ...place(), large * Math.exp(random.normal(0, 0.2)), brightness(), hollow);
  }
  draft.values.hollowness = hollow;
  draft.feature = small;
  return draft;
}
