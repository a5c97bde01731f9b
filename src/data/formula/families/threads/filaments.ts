import type { Random } from "../../../../tensor/random.ts";
import { addThread, createDraft, type Draft } from "../../specimen/draft.ts";
import { drawBrightness, drawLog, turningOf, walk } from "../../specimen/draw-traits.ts";
import { relativeDistance } from "../../specimen/outline.ts";
import { drawScatter, type Stage } from "../../specimen/stage.ts";

/** Long curved filaments across the cell, from anywhere or from one centre: microtubules, intermediate filaments. */
export function drawFilaments(random: Random, stage: Stage): Draft {
  const draft = createDraft();
  const place = drawScatter(random, stage, { clustered: 0, polarity: 0 });
  const brightness = drawBrightness(random);
  const radius = drawLog(random, 0.004, 0.011);
  const length = drawLog(random, 0.35, 1.1);
  const winding = random.uniform(0.1, 3);
  const curl = random.normal(0, 1.2);
  const centred = random.uniform() < 0.45;
  const [centreX, centreY] = place();
  const count = Math.round(drawLog(random, 6, 60));
  const outline = stage.cell?.outline;
  const allowed = outline ? (x: number, y: number) => relativeDistance(outline, x, y) < 1 : undefined;
  let turning = 0;
  for (let at = 0; at < count; at++) {
    const [x, y] = centred ? [centreX + random.normal(0, 0.01), centreY + random.normal(0, 0.01)] : place();
    const angle = centred ? (2 * Math.PI * (at + random.uniform())) / count : random.uniform(0, 2 * Math.PI);
    const own = length * random.uniform(0.5, 1.2);
    const path = walk(random, {
      x,
      y,
      angle,
      length: own,
      radius,
      curl,
      winding,
      ...(allowed ? { allowed } : {}),
    });
    turning += turningOf(path) / count;
    addThread(draft, [path], brightness());
  }
  draft.values.curvature = turning;
  draft.values.hollowness = 0;
  draft.values.branching = 0;
  draft.feature = radius;
  draft.overlap = random.uniform(0.3, 1);
  return draft;
}
