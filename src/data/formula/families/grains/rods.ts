import type { Random } from "../../../../tensor/random.ts";
import { addThread, createDraft, type Draft } from "../../specimen/draft.ts";
import { drawBrightness, drawLog } from "../../specimen/draw-traits.ts";
import { drawScatter, type Stage } from "../../specimen/stage.ts";

/** Straight rods, more or less aligned: bacteria, short mitochondria. */
export function drawRods(random: Random, stage: Stage): Draft {
  const draft = createDraft();
  const place = drawScatter(random, stage);
  const brightness = drawBrightness(random);
  const radius = drawLog(random, 0.009, 0.03);
  const length = radius * drawLog(random, 1.8, 12);
  const spread = random.uniform(0.05, 0.4);
  const aligned = random.uniform() < 0.5 ? 9 : drawLog(random, 0.08, 1.2);
  const angle = random.uniform(0, Math.PI);
  const taper = random.uniform(0, 0.7);
  const count = Math.min(120, Math.round(drawLog(random, 6, 1.4 / (radius + length) ** 1.1)));
  for (let at = 0; at < count; at++) {
    const [x, y] = place();
    const turn = angle + random.normal(0, aligned);
    const half = (length * Math.exp(random.normal(0, spread))) / 2;
    const [dx, dy] = [half * Math.cos(turn), half * Math.sin(turn)];
    const tip = radius * (1 - taper);
    addThread(draft, [[x - dx, y - dy, tip, x, y, radius, x + dx, y + dy, tip]], brightness());
  }
  draft.values.hollowness = 0;
  draft.values.curvature = 0;
  draft.feature = radius;
  draft.overlap = random.uniform();
  return draft;
}
