import type { Random } from "../../../tensor/random.ts";
import { addBody, type Draft } from "./draft.ts";
import { drawLog, drawTexture } from "./draw-traits.ts";
import { drawRadii, type OutlineOptions } from "./outline.ts";
import type { Body, Spot } from "./shape.ts";

export interface BodyOptions extends OutlineOptions {
  readonly x?: number;
  readonly y?: number;
  readonly angle?: number;
  readonly aspect?: number;
  readonly bend?: number;
  readonly amplitude?: number;
  readonly dome?: number;
  readonly hollow?: number;
  readonly spots?: readonly Spot[];
  /** Texture that all bodies of a specimen share; none when missing. */
  readonly surface?: Surface | undefined;
}

/** What the textures of one specimen have in common. */
export interface Surface {
  readonly wavelength: number;
  readonly contrast: number;
  readonly kind: ReturnType<typeof drawTexture>["kind"];
}

/** Adds a body near the middle of the field; what is not given is plain. */
export function makeBody(random: Random, draft: Draft, options: BodyOptions): Body {
  const { surface, spots } = options;
  const body: Body = {
    kind: "body",
    x: options.x ?? 0.5,
    y: options.y ?? 0.5,
    angle: options.angle ?? random.uniform(0, Math.PI),
    aspect: options.aspect ?? 1,
    bend: options.bend ?? 0,
    radii: drawRadii(random, options),
    amplitude: options.amplitude ?? 1,
    dome: options.dome ?? 0.3,
    hollow: options.hollow ?? 0,
    ...(surface ? { texture: drawTexture(random, surface.wavelength, surface.contrast, surface.kind) } : {}),
    ...(spots && spots.length > 0 ? { spots } : {}),
  };
  addBody(draft, body);
  return body;
}

/** Draws the texture of a specimen's bodies, none in a part of the cases, and notes its values. */
export function drawSurface(
  random: Random,
  draft: Draft,
  strongest = 0.45,
  plain = 0.3,
): Surface | undefined {
  draft.values.textureContrast = 0;
  if (random.uniform() < plain) return;
  const wavelength = drawLog(random, 0.035, 0.16);
  const contrast = random.uniform(0.05, strongest);
  draft.values.textureScale = Math.log2(wavelength / 0.08) / 2;
  draft.values.textureContrast = contrast;
  return { wavelength, contrast, kind: random.pick(["waves", "clouds", "clouds", "lines", "spots", "pits"]) };
}
