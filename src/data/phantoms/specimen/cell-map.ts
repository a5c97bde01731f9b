import type { Random } from "../../../tensor/random.ts";
import { createField, drawWaves, type Field } from "./field.ts";

/** The cells of a field of view, seen from above; lengths in micrometres, the origin at its upper left corner. */
export interface CellMap {
  /** Distance to the nearest wall: positive inside a cell, 0 or less in walls and air spaces. */
  readonly depth: Field;
  /** Index of the cell that a point belongs to, whatever its depth. */
  cellAt(x: number, y: number): number;
  readonly cells: readonly Cell[];
}

export interface Cell {
  readonly x: number;
  readonly y: number;
  /** Area inside the walls in square micrometres, as far as the map reaches. */
  readonly area: number;
}

export interface CellMapOptions {
  /** Edge of the square field of view. */
  readonly extent: number;
  /** How far the map reaches beyond the field of view. */
  readonly margin: number;
  /** Spacing of the map's nodes. */
  readonly step: number;
  readonly tissue: Tissue;
}

/** Pavement cells are jigsaw pieces without gaps, mesophyll cells are round with air between them. */
export type Tissue = "pavement" | "mesophyll";

/** Draws cells: a warped Voronoi diagram of a jittered hexagonal grid. */
export function drawCellMap(random: Random, options: CellMapOptions): CellMap {
  const { extent, margin, step, tissue } = options;
  const pavement = tissue === "pavement";
  const spacing = pavement ? random.uniform(42, 66) : random.uniform(41, 52);
  const seeds = drawSeeds(random, extent, margin, spacing, pavement ? 0.3 : 0.14);
  const locate = createLocator(seeds);
  const lobes = pavement ? random.uniform(2.2, 4.2) : random.uniform(0.6, 1.3);
  const wavelength: readonly [number, number] = pavement ? [13, 26] : [16, 30];
  const radius = pavement ? Number.POSITIVE_INFINITY : spacing * random.uniform(0.5, 0.55);
  const depth = createField(-margin, extent + margin, step);
  const warpX = drawWaves(random, depth, 3, wavelength);
  const warpY = drawWaves(random, depth, 3, wavelength);
  const owners = new Uint16Array(depth.values.length);
  const areas = new Float64Array(seeds.length);
  for (let row = 0, node = 0; row < depth.side; row++) {
    for (let column = 0; column < depth.side; column++, node++) {
      const x = depth.low + column * step + lobes * (warpX[node] ?? 0);
      const y = depth.low + row * step + lobes * (warpY[node] ?? 0);
      const { nearest, wall, distance } = locate(x, y);
      const inside = Math.min(wall, radius - distance);
      depth.values[node] = inside;
      owners[node] = nearest;
      if (inside > 0) areas[nearest] = (areas[nearest] ?? 0) + step * step;
    }
  }
  const clamp = (value: number): number =>
    Math.min(depth.side - 1, Math.max(0, Math.round((value - depth.low) / step)));
  return {
    depth,
    cellAt: (x, y) => owners[clamp(y) * depth.side + clamp(x)] ?? 0,
    cells: seeds.map((seed, index) => ({ ...seed, area: areas[index] ?? 0 })),
  };
}

interface Seed {
  readonly x: number;
  readonly y: number;
}

function drawSeeds(random: Random, extent: number, margin: number, spacing: number, jitter: number): Seed[] {
  const angle = random.uniform(0, Math.PI);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const centre = extent / 2;
  const [shiftX, shiftY] = [random.uniform(0, spacing), random.uniform(0, spacing)];
  const reach = Math.ceil((extent / 2 + margin) / spacing) + 2;
  const limit = extent / 2 + margin + 0.8 * spacing;
  const seeds: Seed[] = [];
  for (let row = -reach; row <= reach; row++) {
    for (let column = -reach; column <= reach; column++) {
      const u = (column + (row % 2) / 2) * spacing + shiftX + spacing * jitter * random.normal();
      const v = row * spacing * 0.87 + shiftY + spacing * jitter * random.normal();
      const x = centre + u * cos - v * sin;
      const y = centre + u * sin + v * cos;
      if (Math.abs(x - centre) < limit && Math.abs(y - centre) < limit) seeds.push({ x, y });
    }
  }
  return seeds;
}

interface Located {
  nearest: number;
  /** Distance to the wall halfway to the next seed. */
  wall: number;
  /** Distance to the nearest seed. */
  distance: number;
}

/** A function that finds the seed of a point; it returns one and the same object, overwritten at each call. */
function createLocator(seeds: readonly Seed[]): (x: number, y: number) => Located {
  const count = seeds.length;
  const xs = Float64Array.from(seeds, ({ x }) => x);
  const ys = Float64Array.from(seeds, ({ y }) => y);
  const halfInverse = new Float64Array(count * count); // 1 / (2 * distance between two seeds), 0 to itself
  for (const [i, a] of seeds.entries()) {
    for (const [j, b] of seeds.entries()) {
      halfInverse[i * count + j] = i === j ? 0 : 0.5 / Math.hypot(a.x - b.x, a.y - b.y);
    }
  }
  const squares = new Float64Array(count);
  const located: Located = { nearest: 0, wall: 0, distance: 0 };
  return (x, y) => {
    let nearest = 0;
    let best = Number.POSITIVE_INFINITY;
    for (let i = 0; i < count; i++) {
      const dx = (xs[i] ?? 0) - x;
      const dy = (ys[i] ?? 0) - y;
      const square = dx * dx + dy * dy;
      squares[i] = square;
      if (square < best) {
        best = square;
        nearest = i;
      }
    }
    let wall = Number.POSITIVE_INFINITY;
    for (let i = 0; i < count; i++) {
      const away = ((squares[i] ?? 0) - best) * (halfInverse[nearest * count + i] ?? 0);
      if (away < wall && i !== nearest) wall = away;
    }
    located.nearest = nearest;
    located.wall = wall;
    located.distance = Math.sqrt(best);
    return located;
  };
}
