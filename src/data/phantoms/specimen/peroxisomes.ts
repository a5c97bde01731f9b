import type { Random } from "../../../tensor/random.ts";
import type { Plant } from "../plant.ts";
import type { Cytoplasm } from "./cytoplasm.ts";
import { createSampler } from "./field.ts";
import { growPath, type Path, type Tube } from "./tube.ts";

/** Peroxisomes of the wild type per square micrometre of cell, in one optical section. */
const dotsPerArea = 0.018;

/**
 * Draws peroxisomes: dots of about 1 um and, by the plant's severity, rods, tailed dots, strings of beads and
 * clusters. A cluster is several organelles that touch. Both forms share one budget of area.
 * @param share factor on that budget.
 */
export function drawPeroxisomes(random: Random, cytoplasm: Cytoplasm, plant: Plant, share: number): Tube[] {
  const sample = createSampler(cytoplasm.density, random);
  const budget = share * plant.abundance * dotsPerArea * cytoplasm.area * random.uniform(0.7, 1.35);
  const severity = Math.min(0.97, Math.max(0, plant.severity + random.normal(0, 0.06)));
  const tubes: Tube[] = [];
  for (let used = 0; used < budget * severity; ) {
    const { x, y } = sample();
    const made = random.pick(forms)({ random, cytoplasm, plant, x, y });
    tubes.push(...made.tubes);
    used += made.cost;
  }
  for (let used = 0; used < budget * (1 - severity); used++) {
    const { x, y } = sample();
    tubes.push(drawDot(random, plant, x, y));
  }
  return tubes;
}

interface Place {
  readonly random: Random;
  readonly cytoplasm: Cytoplasm;
  readonly plant: Plant;
  readonly x: number;
  readonly y: number;
}

/** What was drawn, and its area in dots. */
interface Drawn {
  readonly tubes: readonly Tube[];
  readonly cost: number;
}

/** The mutant forms; a form that stands twice is drawn twice as often. */
const forms: readonly ((place: Place) => Drawn)[] = [
  drawRod,
  drawRod,
  drawTailed,
  drawTailed,
  drawBeads,
  drawCluster,
];

function drawDot(random: Random, plant: Plant, x: number, y: number): Tube {
  const radius = plant.size * Math.min(0.75, Math.max(0.33, random.normal(0.5, 0.08)));
  // Dots are a little longer than wide, and move while they are scanned.
  const reach = radius * Math.abs(random.normal(0, 0.35));
  const angle = random.uniform(0, 2 * Math.PI);
  return {
    paths: [
      {
        x: [x, x + reach * Math.cos(angle)],
        y: [y, y + reach * Math.sin(angle)],
        radius: [radius, radius * random.uniform(0.85, 1)],
      },
    ],
    amplitude: brightness(random),
  };
}

function drawRod(place: Place): Drawn {
  const { random, plant } = place;
  const length = plant.size * Math.min(6.5, Math.max(0.9, Math.exp(random.normal(0.85, 0.45))));
  const radius = plant.size * random.uniform(0.3, 0.47);
  return {
    tubes: [{ paths: [grow(place, length, radius)], amplitude: brightness(random) }],
    cost: 0.6 + 0.6 * length,
  };
}

function drawTailed(place: Place): Drawn {
  const { random, plant, x, y } = place;
  const head = plant.size * random.uniform(0.42, 0.65);
  const length = plant.size * random.uniform(1.2, 4.5);
  const tail = grow(place, length, plant.size * random.uniform(0.16, 0.24));
  const body: Path = { x: [x], y: [y], radius: [head] };
  return { tubes: [{ paths: [body, tail], amplitude: brightness(random) }], cost: 1.3 + 0.15 * length };
}

function drawBeads(place: Place): Drawn {
  const { random, plant } = place;
  const beads = 2 + random.integer(4);
  const pitch = plant.size * random.uniform(0.85, 1.2);
  const path = grow(place, beads * pitch, plant.size * random.uniform(0.34, 0.45));
  const phase = (beads * 2 * Math.PI) / Math.max(1, path.x.length - 1);
  const radius = path.radius.map((value, index) => value * (0.75 + 0.35 * Math.cos(index * phase)));
  return {
    tubes: [{ paths: [{ ...path, radius }], amplitude: brightness(random) }],
    cost: 0.5 + 0.55 * beads,
  };
}

function drawCluster({ random, plant, x, y }: Place): Drawn {
  const count = 3 + random.integer(4);
  const dots = [{ x, y }];
  while (dots.length < count) {
    const from = random.pick(dots);
    const angle = random.uniform(0, 2 * Math.PI);
    const away = plant.size * random.uniform(0.65, 0.95);
    dots.push({ x: from.x + away * Math.cos(angle), y: from.y + away * Math.sin(angle) });
  }
  return { tubes: dots.map((dot) => drawDot(random, plant, dot.x, dot.y)), cost: count };
}

function grow({ random, cytoplasm, x, y }: Place, length: number, radius: number): Path {
  const heading = random.uniform(0, 2 * Math.PI);
  return growPath(random, cytoplasm.density, { x, y, heading, length, radius, bend: 0.4 });
}

function brightness(random: Random): number {
  return Math.exp(random.normal(-0.04, 0.3));
}
