import type { Random } from "../../../tensor/random.ts";
import { drawRadii, outlinePoint, relativeDistance } from "./outline.ts";
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
  const half = stage.extent / 2;
  const anywhere = (): [x: number, y: number] => {
    if (!cell) return [0.5 + random.uniform(-half, half), 0.5 + random.uniform(-half, half)];
    const { outline, nucleus } = cell;
    let place: [x: number, y: number] = [outline.x, outline.y];
    for (let trial = 0; trial < 5; trial++) {
      const angle =
        polarity === 0 ? random.uniform(0, 2 * Math.PI) : pole + random.normal(0, 2.2 / (0.5 + polarity));
      const even = Math.sqrt(random.uniform()); // uniform over the area
      const share = central > 0 ? even ** (1 + 0.4 * central) : 1 - (1 - even) * Math.exp(0.5 * central);
      place = outlinePoint(outline, angle, 0.96 * share);
      if (!nucleus || relativeDistance(nucleus, ...place) >= 1) return place;
    }
    // What did not find a place outside of the nucleus gathers at its surface.
    return nucleus
      ? outlinePoint(nucleus, random.uniform(0, 2 * Math.PI), 1.05 + 0.15 * Math.abs(random.normal()))
      : place;
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
