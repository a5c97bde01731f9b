import type { Random } from "../../../../tensor/random.ts";
import { addThread, createDraft, type Draft } from "../../specimen/draft.ts";
import { drawBrightness, drawLog, turningOf, walk } from "../../specimen/draw-traits.ts";
import { drawScatter, type Stage } from "../../specimen/stage.ts";

/** Short bent tubes that do not branch: fragmented mitochondria, worms. */
export function drawTubes(random: Random, stage: Stage): Draft {
  const draft = createDraft();
  const place = drawScatter(random, stage);
  const brightness = drawBrightness(random);
  const radius = drawLog(random, 0.008, 0.024);
  const length = drawLog(random, 0.07, 0.3);
  const curl = random.uniform() < 0.5 ? 0 : random.uniform(-1, 1) * (3 / length);
  const winding = random.uniform(0, 5);
  const beading = random.uniform() < 0.5 ? 0 : random.uniform(0, 0.5);
  const hollow = random.uniform() < 0.75 ? 0 : random.uniform(0.4, 0.8);
  const count = Math.min(70, Math.round(drawLog(random, 5, 8 / length)));
  let turning = 0;
  for (let at = 0; at < count; at++) {
    const [x, y] = place();
    const angle = random.uniform(0, 2 * Math.PI);
    const own = length * Math.exp(random.normal(0, 0.3));
    const path = walk(random, { x, y, angle, length: own, radius, curl, winding, beading });
    turning += turningOf(path) / count;
    addThread(draft, [path], brightness(), hollow);
  }
  draft.values.curvature = turning;
  draft.values.hollowness = hollow;
  draft.values.branching = 0;
  draft.feature = radius;
  return draft;
}
