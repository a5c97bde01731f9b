import type { Random } from "../../../../tensor/random.ts";
import { addBall, createDraft, type Draft } from "../../specimen/draft.ts";
import { drawBrightness, drawLog } from "../../specimen/draw-traits.ts";
import { drawScatter, type Stage } from "../../specimen/stage.ts";

/** Dense heaps of balls: grapes, aggregates, colonies. */
export function drawClumps(random: Random, stage: Stage): Draft {
  const draft = createDraft();
  const place = drawScatter(random, stage, { clustered: 0, central: 0 });
  const brightness = drawBrightness(random);
  const radius = drawLog(random, 0.012, 0.06);
  const heaps = 1 + random.integer(5);
  const pressed = random.uniform(0.9, 1.7);
  const stretched = random.uniform(1, 2.2);
  for (let heap = 0; heap < heaps; heap++) {
    const [x, y] =
      heap === 0 && !stage.cell ? [0.5 + random.normal(0, 0.08), 0.5 + random.normal(0, 0.08)] : place();
    const count = Math.round(drawLog(random, 6, 40));
    // Area per ball grows with the distance that the balls keep.
    const width = (radius * pressed * Math.sqrt(count)) / 1.7;
    const angle = random.uniform(0, Math.PI);
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    for (let at = 0; at < count; at++) {
      const long = random.normal(0, width * Math.sqrt(stretched));
      const short = random.normal(0, width / Math.sqrt(stretched));
      const own = radius * Math.exp(random.normal(0, 0.22));
      addBall(draft, x + long * cos - short * sin, y + long * sin + short * cos, own, brightness());
    }
  }
  draft.values.hollowness = 0;
  draft.feature = radius;
  draft.overlap = random.uniform(0.1, 0.8);
  return draft;
}
