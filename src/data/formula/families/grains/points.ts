import type { Random } from "../../../../tensor/random.ts";
import { addBall, createDraft, type Draft } from "../../specimen/draft.ts";
import { drawBrightness, drawLog } from "../../specimen/draw-traits.ts";
import { drawScatter, type Stage } from "../../specimen/stage.ts";

/** Points at the limit of resolution: peroxisomes, puncta, single molecules. */
export function drawPoints(random: Random, stage: Stage): Draft {
  const draft = createDraft();
  const place = drawScatter(random, stage);
  const brightness = drawBrightness(random);
  const radius = drawLog(random, 0.006, 0.018);
  const count = Math.round(drawLog(random, 5, 220));
  for (let at = 0; at < count; at++) {
    addBall(draft, ...place(), radius * Math.exp(random.normal(0, 0.1)), brightness());
  }
  draft.values.hollowness = 0;
  draft.feature = radius;
  return draft;
}
