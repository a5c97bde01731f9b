import type { Random } from "../../../tensor/random.ts";
import { families } from "../families/families.ts";
import { type FormulaFamily, formulaFamilies } from "../formula-family.ts";
import { parameterRow } from "../formula-parameters.ts";
import { drawContext } from "./context.ts";
import type { Draft } from "./draft.ts";
import { measureTruth } from "./measure-truth.ts";
import type { Body, Shape } from "./shape.ts";
import { type Cell, drawStage } from "./stage.ts";

/** What is there before any optics, in continuous coordinates: the field of view is [0, 1] x [0, 1]. */
export interface Specimen {
  readonly family: FormulaFamily;
  /** What the parameters describe. */
  readonly shapes: readonly Shape[];
  /** Cytoplasm around them. */
  readonly diffuse: readonly Body[];
  /** Other objects at the border of the field, which the parameters leave out. */
  readonly context: readonly Shape[];
  /** Objects above or below the section. */
  readonly outOfFocus: readonly Shape[];
  /** Radius of the finest form that should still be seen. */
  readonly feature: number;
  /** Light where shapes overlap: 0 that of the brighter one, 1 the sum. */
  readonly overlap: number;
  /** In the order of `formulaParameters`; those of the photograph are NaN. */
  readonly parameters: Float32Array;
}

/**
 * Draws a specimen, each family equally often.
 * @param extent edge of the square that is filled, in fields of view; more than 1, for a photograph may turn and shift it.
 */
export function drawSpecimen(random: Random, extent = 1.4): Specimen {
  return drawSpecimenOf(random.pick(formulaFamilies), random, extent);
}

/** Draws a specimen of one family; one that has nothing to show in the middle of the field is drawn anew. */
export function drawSpecimenOf(family: FormulaFamily, random: Random, extent = 1.4): Specimen {
  const { draw, cellShare, neighbours } = families[family];
  let stage = drawStage(random, extent, cellShare);
  let draft = draw(random, stage);
  let truth = measureTruth(draft, stage);
  for (let trial = 0; trial < 8 && truth.visible < 0.006; trial++) {
    stage = drawStage(random, extent, cellShare);
    draft = draw(random, stage);
    truth = measureTruth(draft, stage);
  }
  const { shapes, feature, overlap } = draft;
  if (stage.cell) addCytoplasm(random, draft, stage.cell);
  return {
    family,
    shapes,
    diffuse: draft.diffuse,
    context: random.uniform() < neighbours ? drawContext(random, draft, extent) : [],
    outOfFocus: random.uniform() < 0.4 ? defocused(random, shapes) : [],
    feature,
    overlap,
    parameters: parameterRow(truth.values),
  };
}

function addCytoplasm(random: Random, draft: Draft, cell: Cell): void {
  const amplitude = random.uniform() < 0.35 ? 0 : random.uniform(0.02, 0.28);
  if (amplitude === 0) return;
  const dome = random.uniform(0.2, 1);
  draft.diffuse.push({ ...cell.outline, kind: "body", amplitude, dome, hollow: 0 });
  // Light adds up, so a dark nucleus cannot be put on top: it is a hole of the cytoplasm.
  const { nucleus, outline } = cell;
  if (!nucleus || random.uniform() < 0.3) return;
  const cos = Math.cos(outline.angle);
  const sin = Math.sin(outline.angle);
  const [dx, dy] = [nucleus.x - outline.x, nucleus.y - outline.y];
  const spot = {
    x: dx * cos + dy * sin,
    y: dy * cos - dx * sin,
    radius: cell.nucleusRadius,
    factor: random.uniform(0.2, 0.9),
  };
  const last = draft.diffuse.pop();
  if (last) draft.diffuse.push({ ...last, spots: [spot] });
}

/** Copies of some shapes at other places. */
function defocused(random: Random, shapes: readonly Shape[]): Shape[] {
  const share = Math.min(1, 40 / shapes.length) * random.uniform(0.2, 0.8);
  const copies: Shape[] = [];
  for (const shape of shapes) {
    if (random.uniform() > share) continue;
    const [dx, dy] = [random.normal(0, 0.08), random.normal(0, 0.08)];
    if (shape.kind === "body") copies.push({ ...shape, x: shape.x + dx, y: shape.y + dy });
    else {
      const shift = [dx, dy, 0];
      const paths = shape.paths.map((path) => path.map((value, at) => value + (shift[at % 3] ?? 0)));
      copies.push({ ...shape, paths });
    }
  }
  return copies;
}
