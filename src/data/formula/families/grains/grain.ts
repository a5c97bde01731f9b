import type { Random } from "../../../../tensor/random.ts";
import { addBody, createDraft, type Draft } from "../../specimen/draft.ts";
import { drawLog, drawTexture } from "../../specimen/draw-traits.ts";
import { drawRadii } from "../../specimen/outline.ts";
import type { Stage } from "../../specimen/stage.ts";

/** A granular texture that fills the cell around its nucleus, or the whole field. */
export function drawGrain(random: Random, stage: Stage): Draft {
  const draft = createDraft();
  const wavelength = drawLog(random, 0.03, 0.24);
  const contrast = random.uniform(0.25, 0.95);
  const { cell } = stage;
  const whole = { x: 0.5, y: 0.5, angle: random.uniform(0, Math.PI), aspect: 1, bend: 0 };
  const outline = cell?.outline ?? { ...whole, radii: drawRadii(random, { radius: stage.extent }) };
  const dome = random.uniform();
  const nucleus = cell?.nucleus;
  const dx = (nucleus?.x ?? 0) - outline.x;
  const dy = (nucleus?.y ?? 0) - outline.y;
  const [cos, sin] = [Math.cos(outline.angle), Math.sin(outline.angle)];
  const hole = { x: dx * cos + dy * sin, y: dy * cos - dx * sin, radius: cell?.nucleusRadius ?? 0 };
  addBody(draft, {
    ...outline,
    kind: "body",
    amplitude: 1,
    dome,
    hollow: 0,
    texture: drawTexture(random, wavelength, contrast),
    ...(nucleus ? { spots: [{ ...hole, factor: random.uniform(0.05, 0.6) }] } : {}),
  });
  draft.values.textureScale = Math.log2(wavelength / 0.08) / 2;
  draft.values.textureContrast = contrast;
  draft.values.hollowness = 0;
  draft.feature = wavelength * 0.25;
  return draft;
}
