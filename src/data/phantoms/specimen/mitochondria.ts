import type { Random } from "../../../tensor/random.ts";
import type { Plant } from "../plant.ts";
import type { Cytoplasm } from "./cytoplasm.ts";
import { createSampler } from "./field.ts";
import { growPath, type Path, type Tube } from "./tube.ts";

/** Micrometres of mitochondrion per square micrometre of cell, in one optical section. */
const lengthPerArea = 0.08;

/**
 * Draws mitochondria: dots and short rods of 0.5-1.5 um and, by the plant's severity, long tubes and nets.
 * Both forms share one budget of length, so that the amount of light tells nothing of the form.
 * @param share factor on that budget.
 */
export function drawMitochondria(random: Random, cytoplasm: Cytoplasm, plant: Plant, share: number): Tube[] {
  const { density, area } = cytoplasm;
  const sample = createSampler(density, random);
  const budget = share * plant.abundance * lengthPerArea * area * random.uniform(0.75, 1.3);
  const severity = Math.min(0.97, Math.max(0, plant.severity + random.normal(0, 0.05)));
  const tubes: Tube[] = [];
  const amplitude = (): number => Math.exp(random.normal(-0.06, 0.35));
  for (let used = 0; used < budget * severity; ) {
    const length = plant.size * Math.min(24, Math.max(2, Math.exp(random.normal(1 + 0.85 * severity, 0.55))));
    const radius = plant.size * random.uniform(0.22, 0.34);
    const stem = growPath(random, density, {
      ...sample(),
      heading: random.uniform(0, 2 * Math.PI),
      length,
      radius,
      bend: 0.45,
    });
    const branches =
      length > 3.5 && random.uniform() < 0.7 * severity ? drawBranches(random, cytoplasm, stem, radius) : [];
    tubes.push({ paths: [stem, ...branches], amplitude: amplitude() });
    used += length + branches.reduce((sum, branch) => sum + 0.4 * branch.x.length, 0);
  }
  // Some stand so close to the one before that the microscope does not part them.
  const clumping = random.uniform(0, 0.35);
  let place = sample();
  for (let used = 0; used < budget * (1 - severity); ) {
    place = random.uniform() < clumping ? nextTo(random, place) : sample();
    const radius = plant.size * random.uniform(0.23, 0.37);
    const length = plant.size * Math.min(2.2, Math.max(0.5, Math.exp(random.normal(-0.08, 0.33))));
    const stem = growPath(random, density, {
      ...place,
      heading: random.uniform(0, 2 * Math.PI),
      length: Math.max(0.02, length - 2 * radius),
      radius,
      bend: 0.7,
    });
    tubes.push({ paths: [stem], amplitude: amplitude() });
    used += length;
  }
  return tubes;
}

function nextTo(random: Random, { x, y }: { x: number; y: number }): { x: number; y: number } {
  const angle = random.uniform(0, 2 * Math.PI);
  const away = random.uniform(0.5, 1.3);
  return { x: x + away * Math.cos(angle), y: y + away * Math.sin(angle) };
}

/** One to four side tubes, which make a net where they meet the stem or one another again. */
function drawBranches(random: Random, { density }: Cytoplasm, stem: Path, radius: number): Path[] {
  const count = 1 + random.integer(Math.min(4, 1 + Math.floor(stem.x.length / 10)));
  return Array.from({ length: count }, (_, index) => {
    // One branch in each stretch of the stem, or they would tangle.
    const at = Math.min(
      stem.x.length - 1,
      1 + Math.floor(((index + random.uniform()) * stem.x.length) / count),
    );
    const [x = 0, y = 0] = [stem.x[at], stem.y[at]];
    const along = Math.atan2(y - (stem.y[at - 1] ?? y), x - (stem.x[at - 1] ?? x));
    const side = random.uniform() < 0.5 ? -1 : 1;
    return growPath(random, density, {
      x,
      y,
      heading: along + side * random.uniform(0.9, 1.6),
      length: random.uniform(1.5, 7),
      radius: radius * random.uniform(0.8, 1),
      bend: 0.3,
    });
  });
}
