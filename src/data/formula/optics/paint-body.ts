import type { Body, Spot } from "../specimen/shape.ts";
import { type Texture, textureTile, tileSize, tileWaves } from "./texture-tile.ts";
import type { View } from "./view.ts";

/** Adds the light of a body to a plane. */
export function paintBody(light: Float32Array, body: Body, view: View, overlap: number): void {
  const { size, scale, xx, xy, yx, yy, x0, y0 } = view;
  const { radii, amplitude, bend } = body;
  const stretch = Math.sqrt(body.aspect);
  let largest = 0;
  for (const radius of radii) if (radius > largest) largest = radius;
  const reach = largest * stretch;
  const margin = scale * (reach + Math.abs(bend) * reach * reach) + 1;
  const centreX = xx * body.x + xy * body.y + x0;
  const centreY = yx * body.x + yy * body.y + y0;
  const left = Math.max(0, Math.ceil(centreX - margin));
  const right = Math.min(size - 1, Math.floor(centreX + margin));
  const top = Math.max(0, Math.ceil(centreY - margin));
  const bottom = Math.min(size - 1, Math.floor(centreY + margin));
  if (left > right || top > bottom) return;
  const profile = profileOf(body);
  const read = body.texture ? textureReader(body.texture) : undefined;
  const spots = body.spots ?? [];
  // From pixels back to the axes of the body, in shares of the field.
  const inverse = 1 / (scale * scale);
  const cos = Math.cos(body.angle) * inverse;
  const sin = Math.sin(body.angle) * inverse;
  const longX = xx * cos + xy * sin;
  const longY = yx * cos + yy * sin;
  const shortX = xy * cos - xx * sin;
  const shortY = yy * cos - yx * sin;
  const steps = radii.length;
  const perTurn = steps / (2 * Math.PI);
  const squareReach = (largest + 1 / scale) ** 2;
  for (let row = top; row <= bottom; row++) {
    const dy = row - centreY;
    for (let column = left, at = row * size + left; column <= right; column++, at++) {
      const dx = column - centreX;
      const long = dx * longX + dy * longY;
      const short = dx * shortX + dy * shortY;
      const u = long / stretch;
      const v = (short - bend * long * long) * stretch;
      const square = u * u + v * v;
      if (square >= squareReach) continue;
      const turn = Math.atan2(v, u) * perTurn;
      const position = turn < 0 ? turn + steps : turn;
      const step = Math.floor(position);
      const before = radii[step % steps] ?? 0;
      const radius = before + (position - step) * ((radii[(step + 1) % steps] ?? 0) - before);
      const distance = Math.sqrt(square);
      const rho = distance / radius;
      const cover = (radius - distance) * scale + 0.5;
      if (cover <= 0) continue;
      const node = rho >= 1 ? nodes : rho * nodes;
      const low = Math.floor(node);
      const height = profile[low] ?? 0;
      let own = amplitude * (height + (node - low) * ((profile[low + 1] ?? height) - height));
      if (cover < 1) own *= cover;
      if (read) own *= read(long, short);
      if (spots.length > 0) own *= spotFactor(spots, long, short);
      const there = light[at] ?? 0;
      light[at] = own > there ? own + overlap * there : there + overlap * own;
    }
  }
}

/** Steps of the profile from the middle to the rim. */
const nodes = 64;

/** Light over relative distance from the middle, at most 1. */
function profileOf({ dome, hollow }: Body): Float32Array {
  const power = 0.06 + 0.7 * dome;
  const rim = 1 - 0.28 * hollow ** 1.5; // where a shell is brightest
  return Float32Array.from({ length: nodes + 1 }, (_, node) => {
    const rho = node / nodes;
    const solid = Math.max(0.02, 1 - rho * rho) ** power;
    if (hollow === 0) return solid;
    const off = (rho - rim * 0.86) / (0.34 - 0.2 * hollow);
    const shell = Math.exp(-off * off);
    return (1 - hollow) * solid + hollow * shell;
  });
}

/** Light of a texture at a point in the axes of the body: 1 on average, never below 0. */
function textureReader(texture: Texture): (x: number, y: number) => number {
  const values = textureTile(texture.kind, texture.tile);
  const perField = tileSize / tileWaves / texture.wavelength;
  const cos = perField * Math.cos(texture.angle);
  const sin = perField * Math.sin(texture.angle);
  const startX = texture.shift[0] * tileSize;
  const startY = texture.shift[1] * tileSize;
  const mask = tileSize - 1;
  const { contrast } = texture;
  return (x, y) => {
    const column = cos * x - sin * y + startX;
    const row = sin * x + cos * y + startY;
    const left = Math.floor(column);
    const top = Math.floor(row);
    const right = column - left;
    const down = row - top;
    const above = (top & mask) * tileSize;
    const below = ((top + 1) & mask) * tileSize;
    const here = left & mask;
    const next = (left + 1) & mask;
    const value =
      (1 - down) * ((1 - right) * (values[above + here] ?? 0) + right * (values[above + next] ?? 0)) +
      down * ((1 - right) * (values[below + here] ?? 0) + right * (values[below + next] ?? 0));
    const factor = 1 + contrast * value;
    return factor > 0.03 ? factor : 0.03;
  };
}

/** What holes and foci leave or add; they lie in the axes of the body. */
function spotFactor(spots: readonly Spot[], x: number, y: number): number {
  let factor = 1;
  for (let index = 0; index < spots.length; index++) {
    const spot = spots[index];
    if (!spot) continue;
    const dx = x - spot.x;
    const dy = y - spot.y;
    const rho2 = (dx * dx + dy * dy) / (spot.radius * spot.radius);
    if (rho2 >= 1.6) continue;
    const soft = rho2 < 0.4 ? 1 : (1.6 - rho2) / 1.2;
    factor *= 1 + (spot.factor - 1) * soft;
  }
  return factor;
}
