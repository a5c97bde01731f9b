import type { Random } from "../../../../tensor/random.ts";
import { addBody, createDraft, type Draft } from "../../specimen/draft.ts";
import { drawBrightness, drawLog, drawTexture } from "../../specimen/draw-traits.ts";
import type { Body } from "../../specimen/shape.ts";
import type { Stage } from "../../specimen/stage.ts";

/** Cells side by side, each filled, seen by its membrane, or by its nucleus alone: epithelium, monolayers. */
export function drawTissue(random: Random, stage: Stage): Draft {
  const draft = createDraft();
  const brightness = drawBrightness(random);
  const spacing = stage.extent / drawLog(random, 4, 11);
  const jitter = random.uniform(0.05, 0.28) * spacing;
  const look = random.pick(["filled", "membrane", "membrane", "nuclei"]);
  const hollow = look === "membrane" ? random.uniform(0.75, 1) : 0;
  const shrink =
    look === "nuclei" ? random.uniform(0.45, 0.75) : look === "membrane" ? 1.04 : random.uniform(0.86, 1);
  const dome = random.uniform(0, look === "nuclei" ? 0.8 : 0.3);
  const contrast = random.uniform() < 0.5 ? 0 : random.uniform(0.1, 0.5);
  const wavelength = spacing * random.uniform(0.25, 0.6);
  const seeds = drawSeeds(random, stage.extent, spacing, jitter);
  for (const [x, y] of seeds) {
    const near = seeds.filter(
      ([ox, oy]) => (ox - x) ** 2 + (oy - y) ** 2 < 3.6 * spacing * spacing && (ox !== x || oy !== y),
    );
    const radii = new Float32Array(36).map((_, at) => {
      const angle = (2 * Math.PI * at) / 36;
      const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
      let radius = 0.62 * spacing;
      for (const [ox, oy] of near) {
        const ahead = (ox - x) * cos + (oy - y) * sin;
        if (ahead > 0) radius = Math.min(radius, ((ox - x) ** 2 + (oy - y) ** 2) / (2 * ahead));
      }
      return shrink * radius;
    });
    const body: Body = {
      kind: "body",
      x,
      y,
      angle: 0,
      aspect: 1,
      bend: 0,
      radii,
      amplitude: brightness(),
      dome,
      hollow,
    };
    addBody(
      draft,
      contrast > 0 ? { ...body, texture: drawTexture(random, wavelength, contrast, "clouds") } : body,
    );
  }
  draft.values.hollowness = hollow;
  draft.values.textureContrast = contrast;
  if (contrast > 0) draft.values.textureScale = Math.log2(wavelength / 0.08) / 2;
  draft.feature = spacing * (look === "membrane" ? 0.06 : 0.3);
  draft.overlap = look === "membrane" ? random.uniform(0.3, 1) : 0;
  return draft;
}

/** Jittered rows, turned. */
function drawSeeds(random: Random, extent: number, spacing: number, jitter: number): [number, number][] {
  const angle = random.uniform(0, Math.PI);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const reach = Math.ceil((0.71 * extent) / spacing) + 1;
  const seeds: [number, number][] = [];
  for (let row = -reach; row <= reach; row++) {
    for (let column = -reach; column <= reach; column++) {
      const u = (column + (row % 2) / 2) * spacing + random.normal(0, jitter);
      const v = row * spacing * 0.87 + random.normal(0, jitter);
      const x = 0.5 + u * cos - v * sin;
      const y = 0.5 + u * sin + v * cos;
      if (Math.abs(x - 0.5) < 0.55 * extent && Math.abs(y - 0.5) < 0.55 * extent) seeds.push([x, y]);
    }
  }
  return seeds;
}
