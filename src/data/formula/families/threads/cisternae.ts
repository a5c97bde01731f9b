import type { Random } from "../../../../tensor/random.ts";
import { addThread, createDraft, type Draft } from "../../specimen/draft.ts";
import { drawBrightness, drawLog, turningOf, walk } from "../../specimen/draw-traits.ts";
import { drawScatter, type Stage } from "../../specimen/stage.ts";

/** Stacks of bent ribbons with swollen ends and vesicles around them: Golgi stacks, sheets seen from their edge. */
export function drawCisternae(random: Random, stage: Stage): Draft {
  const draft = createDraft();
  const place = drawScatter(random, stage, { central: random.uniform(0, 6) });
  const brightness = drawBrightness(random);
  const radius = drawLog(random, 0.007, 0.02);
  const length = drawLog(random, 0.08, 0.4);
  const layers = 1 + random.integer(5);
  const gap = radius * random.uniform(1.6, 3.4);
  const curl = random.normal(0, 1.2 / length);
  const swollen = random.uniform(0.9, 2);
  const stacks = Math.round(drawLog(random, 1.5, Math.min(36, 4 / length)));
  let turning = 0;
  for (let stack = 0; stack < stacks; stack++) {
    const [x, y] = place();
    const angle = random.uniform(0, 2 * Math.PI);
    const spine = walk(random, { x, y, angle, length, radius, curl, winding: 1.5 });
    turning += turningOf(spine) / stacks;
    const paths = Array.from({ length: layers }, (_, layer) => {
      const off = (layer - (layers - 1) / 2) * gap;
      const first = random.uniform() < 0.5 ? 0 : 3;
      return spine.slice(first).map((value, at) => {
        if (at % 3 === 0) return value - off * Math.sin(angle);
        if (at % 3 === 1) return value + off * Math.cos(angle);
        return at < 3 || at > spine.length - first - 3 ? value * swollen : value;
      });
    });
    const amplitude = brightness();
    addThread(draft, paths, amplitude);
    for (let vesicle = random.integer(5); vesicle > 0; vesicle--) {
      const [dx, dy] = [random.normal(0, 0.5 * length), random.normal(0, 0.5 * length)];
      draft.shapes.push({
        kind: "thread",
        paths: [[x + dx, y + dy, radius]],
        amplitude: amplitude * random.uniform(0.3, 1),
        hollow: 0,
      });
    }
  }
  draft.values.curvature = turning;
  draft.values.hollowness = 0;
  draft.feature = radius;
  return draft;
}
