import type { ParameterValues } from "../formula-parameters.ts";
import { paintShapes } from "../optics/paint-shapes.ts";
import { plainView } from "../optics/view.ts";
import type { Draft, FormulaObject } from "./draft.ts";
import { measureOutline } from "./outline.ts";
import type { Stage } from "./stage.ts";

export interface Truth {
  readonly values: ParameterValues;
  /** Share of the middle of the field with more than a quarter of the brightest light. */
  readonly visible: number;
}

/** The parameters of a specimen, from its objects and from its light before the microscope. */
export function measureTruth(draft: Draft, stage: Stage): Truth {
  const light = paintShapes(draft.shapes, plainView(edge), draft.overlap);
  return {
    values: {
      ...measureObjects(draft, stage),
      ...measureLight(light),
      ...measureBodies(draft),
      ...draft.values,
    },
    visible: visibleShare(light),
  };
}

const edge = 48;

function measureObjects(draft: Draft, { cell }: Stage): ParameterValues {
  const inField = draft.objects.filter(({ x, y }) => x > 0 && y > 0 && x < 1 && y < 1);
  const objects = inField.length > 0 ? inField : draft.objects;
  const radii = objects.map(({ area }) => Math.sqrt(area / Math.PI));
  const size = meanOf(radii);
  const values: ParameterValues = {
    count: Math.log2(Math.max(1, objects.length)) / 4 - 1,
    size: Math.log2(Math.max(size, 1e-3) / 0.06) / 2,
    elongation: Math.log2(Math.max(1, meanOf(objects.map(({ length, width }) => length / width)))) / 4,
  };
  if (objects.length > 1) {
    values.sizeSpread = deviationOf(radii) / size;
    values.brightnessSpread = deviationOf(objects.map(({ amplitude }) => Math.log(amplitude)));
  }
  const area = cell ? Math.PI * cell.radius * cell.radius : 1;
  if (objects.length >= 4) values.clustering = nearestRatio(objects, Math.min(area, 1));
  if (cell) {
    values.cellSize = Math.log2(cell.radius / 0.4);
    const x = meanOf(objects.map((object) => object.x)) - cell.outline.x;
    const y = meanOf(objects.map((object) => object.y)) - cell.outline.y;
    values.polarity = Math.hypot(x, y) / cell.radius;
  }
  return values;
}

/** Mean distance to the nearest neighbour over that of random places (Clark and Evans 1954), of at most 200 objects. */
function nearestRatio(objects: readonly FormulaObject[], area: number): number {
  const some = objects.slice(0, 200);
  const xs = Float64Array.from(some, ({ x }) => x);
  const ys = Float64Array.from(some, ({ y }) => y);
  let sum = 0;
  for (let i = 0; i < xs.length; i++) {
    let nearest = 9;
    for (let j = 0; j < xs.length; j++) {
      const dx = (xs[i] ?? 0) - (xs[j] ?? 0);
      const dy = (ys[i] ?? 0) - (ys[j] ?? 0);
      const square = dx * dx + dy * dy;
      if (square < nearest && i !== j) nearest = square;
    }
    sum += Math.sqrt(nearest);
  }
  return (2 * (sum / xs.length) * Math.sqrt(xs.length)) / Math.sqrt(area);
}

function measureBodies({ bodies }: Draft): ParameterValues {
  if (bodies.length === 0) return {};
  const measures = bodies.slice(0, 12).map(measureOutline);
  return {
    solidity: meanOf(measures.map(({ solidity }) => solidity)),
    roughness: Math.log2(Math.max(1, meanOf(measures.map(({ roughness }) => roughness)))),
  };
}

/** Moments and directions of edges of a plane [48, 48]. */
function measureLight(light: Float32Array): ParameterValues {
  let brightest = 0;
  for (const value of light) if (value > brightest) brightest = value;
  if (brightest === 0) return {};
  let [covered, mass, sx, sy, sxx, syy, sxy] = [0, 0, 0, 0, 0, 0, 0];
  let [gxx, gyy, gxy] = [0, 0, 0];
  for (let row = 0, at = 0; row < edge; row++) {
    for (let column = 0; column < edge; column++, at++) {
      const value = light[at] ?? 0;
      if (value > 0.25 * brightest) covered++;
      mass += value;
      sx += value * column;
      sy += value * row;
      sxx += value * column * column;
      syy += value * row * row;
      sxy += value * column * row;
      if (row === 0 || column === 0 || row === edge - 1 || column === edge - 1) continue;
      const gx = (light[at + 1] ?? 0) - (light[at - 1] ?? 0);
      const gy = (light[at + edge] ?? 0) - (light[at - edge] ?? 0);
      gxx += gx * gx;
      gyy += gy * gy;
      gxy += gx * gy;
    }
  }
  const x = sx / mass;
  const y = sy / mass;
  const [xx, yy, xy] = [sxx / mass - x * x + 1 / 12, syy / mass - y * y + 1 / 12, sxy / mass - x * y];
  const half = Math.hypot((xx - yy) / 2, xy);
  const middle = (xx + yy) / 2;
  return {
    coverage: covered / light.length,
    spread: Math.log2(Math.sqrt(xx + yy) / edge / 0.2) / 2,
    anisotropy: 1 - Math.sqrt(Math.max(0, middle - half) / (middle + half)),
    order: Math.hypot(gxx - gyy, 2 * gxy) / Math.max(gxx + gyy, 1e-12),
  };
}

/** Rotation and shift keep the disc of radius 0.4 in view. */
function visibleShare(light: Float32Array): number {
  let brightest = 0;
  for (const value of light) if (value > brightest) brightest = value;
  let [seen, all] = [0, 0];
  for (let row = 0, at = 0; row < edge; row++) {
    for (let column = 0; column < edge; column++, at++) {
      if ((row - edge / 2) ** 2 + (column - edge / 2) ** 2 > (0.4 * edge) ** 2) continue;
      all++;
      if ((light[at] ?? 0) > 0.25 * brightest) seen++;
    }
  }
  return brightest > 0.05 ? seen / all : 0;
}

function meanOf(values: readonly number[]): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / Math.max(1, values.length);
}

function deviationOf(values: readonly number[]): number {
  const mean = meanOf(values);
  return Math.sqrt(meanOf(values.map((value) => (value - mean) ** 2)));
}
