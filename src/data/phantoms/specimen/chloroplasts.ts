import type { Random } from "../../../tensor/random.ts";
import type { Plant } from "../plant.ts";
import type { Cell, CellMap } from "./cell-map.ts";
import { readField } from "./field.ts";

/** A chloroplast as a closed curve r(angle) around a point, in axes turned by `angle` and stretched by `aspect`. */
export interface Disc {
  readonly x: number;
  readonly y: number;
  /** Geometric mean of the half axes in micrometres. */
  readonly radius: number;
  /** Long half axis over short half axis, 1 or more. */
  readonly aspect: number;
  /** Direction of the long axis in radians. */
  readonly angle: number;
  /** Waist (cos 2a), egg (cos 3a, sin 3a) and corner (cos 4a) terms of r(angle) / radius - 1. */
  readonly shape: readonly [waist: number, egg: number, tilt: number, corner: number];
  /** Brightness relative to other organelles, about 1. */
  readonly amplitude: number;
  /** The cell that holds it. */
  readonly cell: number;
}

export interface ChloroplastLayer {
  readonly inFocus: readonly Disc[];
  /** Those above or below the section, seen as haze; they are not part of the truth. */
  readonly outOfFocus: readonly Disc[];
}

/** Draws the chloroplasts of all cells: 30-60 discs of 4-6 um, or 2-10 of 10-20 um in a mutant. */
export function drawChloroplasts(
  random: Random,
  cells: CellMap,
  plant: Plant,
  extent: number,
): ChloroplastLayer {
  const inFocus: Disc[] = [];
  const outOfFocus: Disc[] = [];
  // 0: the section grazes the top of the cells; 1: it cuts through the vacuole and meets a ring along the wall.
  const section = random.uniform(0.15, 0.92);
  const mutant = plant.severity > 0.3;
  const largest = Math.max(...cells.cells.map(({ area }) => area));
  for (const [index, cell] of cells.cells.entries()) {
    const own = random.fork("cell", index);
    const reach = 28; // the largest radius of a cell
    if (cell.x < -reach || cell.y < -reach || cell.x > extent + reach || cell.y > extent + reach) continue;
    const place: Place = { random: own, cells, cell, index, plant, section, largest };
    const visible = mutant ? drawEnlarged(place) : drawNormal(place);
    inFocus.push(...visible);
    for (const disc of visible) {
      if (own.uniform() > 0.3) continue;
      const [dx, dy] = [own.normal(0, disc.radius), own.normal(0, disc.radius)];
      outOfFocus.push({ ...disc, x: disc.x + dx, y: disc.y + dy, angle: own.uniform(0, Math.PI) });
    }
  }
  return { inFocus, outOfFocus };
}

interface Place {
  readonly random: Random;
  readonly cells: CellMap;
  readonly cell: Cell;
  readonly index: number;
  readonly plant: Plant;
  readonly section: number;
  readonly largest: number;
}

function drawNormal(place: Place): Disc[] {
  const { random, cell, plant, largest } = place;
  const filling = Math.sqrt(cell.area / largest);
  const count = Math.round(
    Math.min(60, Math.max(30, 44 * plant.abundance ** 0.5 * filling + random.normal(0, 3))),
  );
  const glow = Math.exp(random.normal(-0.05, 0.25));
  const stroma = plant.size * random.uniform(0.92, 1.06);
  return scatter(place, count, 0.62, () => {
    // A tenth is in division or swollen, which makes the sizes of the two classes overlap.
    const odd = random.uniform() < 0.1;
    const radius = stroma * Math.max(1.7, random.normal(odd ? 3 : 2.45, odd ? 0.5 : 0.25));
    const waist = odd ? random.uniform(0.05, 0.25) : random.normal(0, 0.025);
    return {
      radius,
      aspect: random.uniform(1, odd ? 1.5 : 1.3),
      shape: [waist, random.normal(0, 0.025), random.normal(0, 0.025), random.normal(0, 0.02)],
      amplitude: glow * Math.exp(random.normal(-0.02, 0.2)),
    };
  });
}

function drawEnlarged(place: Place): Disc[] {
  const { random, cell, plant, largest } = place;
  const filling = cell.area / largest;
  // The mass of chloroplasts in a cell is kept when division fails: fewer are larger.
  const count = Math.min(10, Math.max(2, Math.round(random.uniform(2.5, 9.5) * Math.sqrt(filling))));
  const mean = Math.min(
    8.2,
    Math.max(4.8, Math.sqrt((0.8 * cell.area * plant.abundance ** 0.5) / (count * Math.PI))),
  );
  const glow = Math.exp(random.normal(-0.05, 0.25));
  return scatter(place, count, 0.45, () => {
    const small = random.uniform() > plant.severity && random.uniform() < 0.4;
    const radius = plant.size * (small ? random.uniform(2.2, 4.2) : mean * random.uniform(0.82, 1.15));
    const waist = random.uniform() < 0.25 ? random.uniform(0.15, 0.32) : random.normal(0, 0.05);
    return {
      radius: radius / (1 + Math.max(0, 0.8 * waist)),
      aspect: random.uniform(1, 1.4),
      shape: [
        waist, // above 0: a dumbbell, as if division had begun and stopped
        random.normal(0, 0.06),
        random.normal(0, 0.06),
        random.normal(-0.045, 0.02), // below 0: blunt ends
      ],
      amplitude: glow * Math.exp(random.normal(-0.02, 0.2)),
    };
  });
}

type Form = Omit<Disc, "x" | "y" | "angle" | "cell">;

/**
 * Places discs in a cell so that they hardly overlap, closer to the wall the deeper the section is.
 * @param closest least distance of a centre to the wall, in radii; what is beyond the wall is cut off.
 */
function scatter(place: Place, count: number, closest: number, draw: () => Form): Disc[] {
  const { random, cells, cell, index, section } = place;
  const { depth } = cells;
  const discs: Disc[] = [];
  const span = 1.3 * Math.sqrt(cell.area / Math.PI) + 4;
  while (discs.length < count) {
    const form = draw();
    let spacing = 0.98;
    for (;;) {
      const x = cell.x + random.uniform(-span, span);
      const y = cell.y + random.uniform(-span, span);
      // Each failed trial lets discs come closer, so that a place is always found.
      spacing *= 0.996;
      const inside = readField(depth, x, y);
      if (inside < form.radius * Math.min(closest, spacing) || cells.cellAt(x, y) !== index) {
        if (spacing > 0.05) continue;
      }
      const central = inside > form.radius + 3;
      if (central && spacing > 0.6 && random.uniform() < section) continue;
      if (discs.some((other) => meets(other, x, y, spacing * (other.radius + form.radius)))) continue;
      discs.push({ ...form, ...lean(place, form, x, y, inside), x, y, cell: index });
      break;
    }
  }
  return discs;
}

function meets(disc: Disc, x: number, y: number, distance: number): boolean {
  const dx = disc.x - x;
  const dy = disc.y - y;
  return dx * dx + dy * dy < distance * distance;
}

/** Near the wall a disc is seen from its side: narrow, its long axis along the wall. */
function lean(
  { random, cells: { depth }, section }: Place,
  form: Form,
  x: number,
  y: number,
  inside: number,
): { aspect: number; angle: number; radius: number } {
  const reach = form.radius + 2.5;
  const tilt = section * Math.max(0, Math.min(1, (reach - inside) / 2.5));
  if (tilt < 0.1) return { aspect: form.aspect, angle: random.uniform(0, Math.PI), radius: form.radius };
  const outward = Math.atan2(
    readField(depth, x, y - 1) - readField(depth, x, y + 1),
    readField(depth, x - 1, y) - readField(depth, x + 1, y),
  );
  const aspect = form.aspect * (1 + 0.8 * tilt);
  return {
    aspect,
    angle: outward + Math.PI / 2 + random.normal(0, 0.15),
    radius: form.radius * Math.sqrt(form.aspect / aspect) ** 0.6,
  };
}
