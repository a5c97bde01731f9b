import type { Random } from "../../../../tensor/random.ts";
import { addBall, addThread, createDraft, type Draft } from "../../specimen/draft.ts";
import { drawBrightness, drawLog, walk } from "../../specimen/draw-traits.ts";
import { drawScatter, type Stage } from "../../specimen/stage.ts";

/** Balls and short tubes that crowd around the nucleus or at one of its sides: lysosomes, a scattered Golgi. */
export function drawCrowd(random: Random, stage: Stage): Draft {
  const draft = createDraft();
  const polarity = random.uniform() < 0.3 ? 0 : random.uniform(1.5, 5);
  const place = drawScatter(random, stage, { polarity, central: random.uniform(1, 5), clustered: 0 });
  const brightness = drawBrightness(random);
  const radius = drawLog(random, 0.008, 0.022);
  const threads = random.uniform() < 0.5 ? 0 : random.uniform();
  const count = Math.round(drawLog(random, 15, 110));
  for (let at = 0; at < count; at++) {
    const [x, y] = place();
    const own = radius * Math.exp(random.normal(0, 0.25));
    if (random.uniform() > threads) {
      addBall(draft, x, y, own, brightness());
      continue;
    }
    const angle = random.uniform(0, 2 * Math.PI);
    const length = own * random.uniform(3, 8);
    addThread(draft, [walk(random, { x, y, angle, length, radius: own, curl: 0, winding: 4 })], brightness());
  }
  draft.values.hollowness = 0;
  draft.feature = radius;
  draft.overlap = random.uniform(0.3, 1);
  return draft;
}
