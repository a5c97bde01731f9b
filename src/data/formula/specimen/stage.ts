import type { Random } from "../../../tensor/random.ts";
import { drawRadii, relativeDistance } from "./outline.ts";
import type { Outline } from "./shape.ts";

/** Where a family may put its objects. */
export interface Stage {
  /** Edge of the square that is filled, 1 the field of view; its centre is that of the field. */
  readonly extent: number;
  readonly cell?: Cell;
}

export interface Cell {
  readonly outline: Outline;
  /** Radius of the disc of the same area. */
  readonly radius: number;
  /** Organelles stay outside of it. */
  readonly nucleus?: Outline;
  readonly nucleusRadius: number;
}

/** A stage, with a cell in the given share of cases. */
export function drawStage(random: Random, extent: number, cellShare: number): Stage {
  return random.uniform() < cellShare ? { extent, cell: drawCell(random) } : { extent };
}

function drawCell(random: Random): Cell {
  const radius = random.uniform(0.24, 0.56);
  const loose = Math.max(0.02, 0.5 - radius);
  const outline: Outline = {
    x: 0.5 + random.normal(0, 0.35 * loose),
    y: 0.5 + random.normal(0, 0.35 * loose),
    angle: random.uniform(0, Math.PI),
    aspect: 1 + Math.abs(random.normal(0, 0.55)),
    bend: random.normal(0, 0.3),
    radii: drawRadii(random, { radius, roughness: random.uniform(0, 0.16), waves: 2 }),
  };
  if (random.uniform() < 0.2) return { outline, radius, nucleusRadius: 0 };
  const nucleusRadius = radius * random.uniform(0.28, 0.52);
  const off = random.uniform(0, 0.35) * radius;
  const way = random.uniform(0, 2 * Math.PI);
  const nucleus: Outline = {
    x: outline.x + off * Math.cos(way),
    y: outline.y + off * Math.sin(way),
    angle: random.uniform(0, Math.PI),
    aspect: random.uniform(1, 1.5),
    bend: 0,
    radii: drawRadii(random, { radius: nucleusRadius, roughness: 0.04 }),
  };
  return { outline, radius, nucleus, nucleusRadius };
}

/** Draws places for objects. */
export type Scatter = () => [x: number, y: number];

export interface ScatterOptions {
  /** 0 anywhere .. 4 at one side of the cell. */
  readonly polarity?: number;
  /** 0 anywhere .. 6 close around the nucleus, below 0 close to the outline. */
  readonly central?: number;
  /** Share of objects that belong to clusters. */
  readonly clustered?: number;
}

/** Draws the pattern of places, each trait absent in about half of the cases unless it is given. */
export function drawScatter(random: Random, stage: Stage, options: ScatterOptions = {}): Scatter {
  const { cell } = stage;
  const polarity = options.polarity ?? (random.uniform() < 0.5 ? 0 : random.uniform(0, 3));
  const central = options.central ?? (random.uniform() < 0.5 ? 0 : random.uniform(-3, 5));
  const clustered = options.clustered ?? (random.uniform() < 0.5 ? 0 : random.uniform());
  const pole = random.uniform(0, 2 * Math.PI);
  const poleX = Math.cos(pole);
  const poleY = Math.sin(pole);
  const half = stage.extent / 2;
  const accepts = (x: number, y: number): boolean => {
    if (!cell) return Math.abs(x - 0.5) < half && Math.abs(y - 0.5) < half;
    const { outline, nucleus, radius } = cell;
    const rho = relativeDistance(outline, x, y);
    if (rho > 0.97) return false;
    if (nucleus && relativeDistance(nucleus, x, y) < 1) return false;
    const forward = ((x - outline.x) * poleX + (y - outline.y) * poleY) / radius;
    const inwards = central > 0 ? -central * rho : -central * (rho - 1);
    return random.uniform() < Math.exp(polarity * Math.min(0, forward - 0.8) + inwards);
  };
  const reach = cell ? 1.9 * cell.radius : half;
  const [middleX, middleY] = cell ? [cell.outline.x, cell.outline.y] : [0.5, 0.5];
  const anywhere = (): [x: number, y: number] => {
    let place: [x: number, y: number] = [middleX, middleY];
    for (let trial = 0; trial < 60; trial++) {
      place = [middleX + random.uniform(-reach, reach), middleY + random.uniform(-reach, reach)];
      if (accepts(...place)) break;
    }
    return place;
  };
  if (clustered === 0) return anywhere;
  const parents = Array.from({ length: 1 + random.integer(cell ? 6 : 12) }, anywhere);
  const width = random.uniform(0.02, 0.09);
  return () => {
    if (random.uniform() > clustered) return anywhere();
    const [x, y] = random.pick(parents);
    for (let trial = 0; trial < 8; trial++) {
      const place: [x: number, y: number] = [x + random.normal(0, width), y + random.normal(0, width)];
      if (!cell || relativeDistance(cell.outline, ...place) < 1) return place;
    }
    return [x, y];
  };
}
