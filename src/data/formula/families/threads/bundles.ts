import type { Random } from "../../../../tensor/random.ts";
import { addThread, createDraft, type Draft } from "../../specimen/draft.ts";
import { drawBrightness, drawLog, turningOf, walk } from "../../specimen/draw-traits.ts";
import { relativeDistance } from "../../specimen/outline.ts";
import { drawScatter, type Stage } from "../../specimen/stage.ts";

/** Fibres of one direction, thick and thin: stress fibres, muscle, collagen. */
export function drawBundles(random: Random, stage: Stage): Draft {
  const draft = createDraft();
  const place = drawScatter(random, stage, { polarity: 0, central: 0 });
  const brightness = drawBrightness(random);
  const radius = drawLog(random, 0.005, 0.016);
  const main = stage.cell ? stage.cell.outline.angle + random.normal(0, 0.15) : random.uniform(0, Math.PI);
  const disorder = drawLog(random, 0.02, 0.45);
  const curl = random.normal(0, 0.8);
  const length = drawLog(random, 0.3, 1.2);
  const count = Math.round(drawLog(random, 6, 60));
  const outline = stage.cell?.outline;
  const allowed = (x: number, y: number): boolean => !outline || relativeDistance(outline, x, y) < 1;
  let turning = 0;
  for (let at = 0; at < count; at++) {
    const [x, y] = place();
    const angle = main + random.normal(0, disorder) + (random.uniform() < 0.5 ? Math.PI : 0);
    const own = {
      x,
      y,
      length: (length * random.uniform(0.6, 1.2)) / 2,
      radius: radius * random.uniform(0.6, 1.5),
    };
    // Both ways from its middle.
    const ahead = walk(random, { ...own, angle, curl, winding: 0.15, allowed });
    const behind = walk(random, { ...own, angle: angle + Math.PI, curl: -curl, winding: 0.15, allowed });
    turning += (turningOf(ahead) + turningOf(behind)) / count;
    addThread(draft, [ahead, behind], brightness());
  }
  draft.values.curvature = turning;
  draft.values.hollowness = 0;
  draft.values.branching = 0;
  draft.feature = radius;
  draft.overlap = random.uniform(0.4, 1);
  return draft;
}
