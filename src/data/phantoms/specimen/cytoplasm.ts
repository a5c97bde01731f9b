import type { Random } from "../../../tensor/random.ts";
import { type CellMap, drawCellMap, type Tissue } from "./cell-map.ts";
import { createField, drawWaves, type Field, readField } from "./field.ts";

/** Where organelles can be: the thin cytoplasm between the vacuole and the wall; lengths in micrometres. */
export interface Cytoplasm {
  readonly cells: CellMap;
  /** Amount of cytoplasm at each point, 0..about 2. */
  readonly density: Field;
  /** Area that holds cytoplasm, in square micrometres. */
  readonly area: number;
  /** Chloroplasts that other organelles go around and that may shine through from their channel. */
  readonly obstacles: readonly Obstacle[];
}

export interface Obstacle {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}

/**
 * Draws the cytoplasm of a field of view: a layer along the walls, a net of strands, and a floor that is high
 * where the section grazes the outer cortex and low where it cuts through the vacuole.
 * @param extent edge of the field of view; the cytoplasm reaches `margin` beyond it.
 */
export function drawCytoplasm(random: Random, extent: number, margin: number, step: number): Cytoplasm {
  const tissue: Tissue = random.uniform() < 0.6 ? "pavement" : "mesophyll";
  const cells = drawCellMap(random.fork("cells"), { extent, margin, step, tissue });
  const { depth } = cells;
  const density = createField(depth.low, extent + margin, step);
  const strands = drawWaves(random, density, 6, [9, 30]);
  const strandWidth = random.uniform(0.16, 0.34);
  const layer = random.uniform(1, 2.2);
  const grazing = drawWaves(random, density, 3, [50, 120]);
  const floor = random.uniform(0.02, 0.5);
  let area = 0;
  for (let node = 0; node < density.values.length; node++) {
    const inside = depth.values[node] ?? 0;
    if (inside <= 0.25) continue;
    area += step * step;
    const edge = Math.min(1, (inside - 0.25) / 0.5);
    const wall = Math.exp(-Math.max(0, inside - 0.7) / layer);
    const strand = Math.exp(-(((strands[node] ?? 0) / strandWidth) ** 2));
    const ground = Math.max(0.01, floor * (1 + 0.7 * (grazing[node] ?? 0)));
    density.values[node] = edge * (wall + 0.7 * strand * (0.4 + floor) + ground);
  }
  const obstacles = drawObstacles(random, cells, extent, area * (tissue === "mesophyll" ? 0.008 : 0.0015));
  for (const obstacle of obstacles) carve(density, obstacle);
  return { cells, density, area, obstacles };
}

/** Puts `count` chloroplasts near the walls, none on top of another. */
function drawObstacles(random: Random, { depth }: CellMap, extent: number, count: number): Obstacle[] {
  const placed: Obstacle[] = [];
  for (let trial = 0; trial < 6 * count && placed.length < count; trial++) {
    const x = random.uniform(depth.low, extent - depth.low);
    const y = random.uniform(depth.low, extent - depth.low);
    const radius = random.uniform(1.9, 2.7);
    const inside = readField(depth, x, y);
    if (inside < 1.8 || (inside > 7 && random.uniform() < 0.6)) continue;
    if (placed.some((other) => Math.hypot(other.x - x, other.y - y) < radius + other.radius)) continue;
    placed.push({ x, y, radius });
  }
  return placed;
}

/** Takes the cytoplasm away inside of a chloroplast and gathers some around it. */
function carve({ low, step, side, values }: Field, { x, y, radius }: Obstacle): void {
  const reach = radius + 1.5;
  const first = (at: number): number => Math.max(0, Math.ceil((at - reach - low) / step));
  const last = (at: number): number => Math.min(side - 1, Math.floor((at + reach - low) / step));
  for (let row = first(y); row <= last(y); row++) {
    for (let column = first(x); column <= last(x); column++) {
      const node = row * side + column;
      const beyond = Math.hypot(low + column * step - x, low + row * step - y) - radius;
      const value = values[node] ?? 0;
      values[node] = beyond < 0 ? 0.04 * value : value > 0 ? value + 0.5 * Math.exp(-beyond) : 0;
    }
  }
}
