import type { Random } from "../../tensor/random.ts";
import { measureOrganelles, type Organelle, type OrganelleForm } from "./measure-organelles.ts";
import { drawDiscs, drawGrain } from "./optics/draw-discs.ts";
import { type Canvas, createCanvas, drawTubes } from "./optics/draw-tubes.ts";
import { takeImage } from "./optics/microscope.ts";
import { type PhantomClass, pixelSizeRange, traitsOf } from "./phantom-class.ts";
import { drawPlant, type Plant } from "./plant.ts";
import { drawCellMap } from "./specimen/cell-map.ts";
import { drawChloroplasts } from "./specimen/chloroplasts.ts";
import { type Cytoplasm, drawCytoplasm } from "./specimen/cytoplasm.ts";
import { sampleField } from "./specimen/field.ts";
import { drawMitochondria } from "./specimen/mitochondria.ts";
import { drawPeroxisomes } from "./specimen/peroxisomes.ts";
import { tubeLength, tubeWidth } from "./specimen/tube.ts";

export interface PhantomSpec {
  readonly className: PhantomClass;
  /** Source of everything random; only forks of it are used, so it may be shared. */
  readonly random: Random;
  /** The plant that the image is of; by default one is drawn from `random`. */
  readonly plant?: Plant;
  /** Edge of the square image in pixels; 256 by default. */
  readonly size?: number;
  /** 8 by default. */
  readonly bitDepth?: 8 | 16;
}

/** An image with its truth. */
export interface Phantom {
  readonly className: PhantomClass;
  /** One grey channel, row-major [height, width], 0..2^bitDepth - 1. */
  readonly image: {
    readonly width: number;
    readonly height: number;
    readonly data: Uint8Array | Uint16Array;
  };
  /** Micrometres per pixel. */
  readonly pixelSize: number;
  /** Those in the optical section with at least one visible pixel, in the order of their labels. */
  readonly organelles: readonly Organelle[];
  /** Row-major [height, width]: 0 background, i the organelle with id i; where two overlap, the brighter one. */
  readonly labels: Uint16Array;
  readonly plant: Plant;
}

/** Renders a confocal-like image of Arabidopsis leaf cells with the truth; the same spec gives the same bytes. */
export function renderPhantom(spec: PhantomSpec): Phantom {
  const { className, random, size = 256, bitDepth = 8 } = spec;
  const { kind } = traitsOf[className];
  const plant = spec.plant ?? drawPlant(className, random.fork("plant"));
  const pixelSize = random.fork("pixel size").uniform(...pixelSizeRange[kind]);
  const canvas = createCanvas(size, pixelSize);
  const blurred = createCanvas(size, pixelSize);
  const scene = kind === "chloroplast" ? drawChloroplastScene : drawTubeScene;
  const { forms, diffuse } = scene(spec, plant, canvas, blurred);
  const { organelles, labels } = measureOrganelles(canvas, forms);
  const data = takeImage(
    random.fork("microscope"),
    { size, pixelSize, inFocus: canvas.light, outOfFocus: blurred.light, diffuse },
    plant,
    bitDepth,
  );
  return { className, image: { width: size, height: size, data }, pixelSize, organelles, labels, plant };
}

interface Scene {
  /** What was drawn, in the order of the labels. */
  readonly forms: readonly OrganelleForm[];
  readonly diffuse: Float32Array;
}

function drawChloroplastScene({ random }: PhantomSpec, plant: Plant, canvas: Canvas, blurred: Canvas): Scene {
  const extent = canvas.size * canvas.pixelSize;
  const cells = drawCellMap(random.fork("cells"), {
    extent,
    margin: 30,
    step: 1.6,
    tissue: "mesophyll",
  });
  const { inFocus, outOfFocus } = drawChloroplasts(random.fork("chloroplasts"), cells, plant, extent);
  const grain = drawGrain(random.fork("grana"), canvas.pixelSize);
  const depth = sampleField(cells.depth, canvas.size, canvas.pixelSize);
  drawDiscs(canvas, inFocus, depth, grain);
  drawDiscs(blurred, outOfFocus, depth, grain);
  const glow = 1.1 * plant.cytoplasm;
  const values = cells.depth.values.map(
    (inside) => glow * (inside > 0 ? 0.6 + Math.exp(-inside / 2) : 1.6 * Math.exp(inside / 0.6)),
  );
  const diffuse = sampleField({ ...cells.depth, values }, canvas.size, canvas.pixelSize);
  return { forms: inFocus.map(({ cell }) => ({ cell })), diffuse };
}

function drawTubeScene(
  { random, className }: PhantomSpec,
  plant: Plant,
  canvas: Canvas,
  blurred: Canvas,
): Scene {
  const extent = canvas.size * canvas.pixelSize;
  const cytoplasm = drawCytoplasm(random.fork("cytoplasm"), extent, 4, 0.6);
  const draw = traitsOf[className].kind === "mitochondrion" ? drawMitochondria : drawPeroxisomes;
  const source = random.fork("organelles");
  const tubes = draw(source.fork("in focus"), cytoplasm, plant, 1);
  drawTubes(canvas, tubes);
  drawTubes(blurred, draw(source.fork("out of focus"), cytoplasm, plant, source.uniform(0.3, 0.8)));
  const forms = tubes.map((tube) => ({
    cell: cytoplasm.cells.cellAt(tube.paths[0]?.x[0] ?? 0, tube.paths[0]?.y[0] ?? 0),
    length: tubeLength(tube),
    width: tubeWidth(tube),
  }));
  return { forms, diffuse: drawDiffuse(random.fork("diffuse"), canvas, cytoplasm, plant) };
}

/** Label in the cytosol, and chloroplasts and walls that shine through from other channels. */
function drawDiffuse(random: Random, canvas: Canvas, cytoplasm: Cytoplasm, plant: Plant): Float32Array {
  const { density, cells, obstacles } = cytoplasm;
  const bleedThrough = random.uniform() < 0.5 ? random.uniform(0.01, 0.1) : 0;
  const wallGlow = random.uniform() < 0.3 ? random.uniform(0.01, 0.04) : 0;
  const values = cells.depth.values.map(
    (wall, node) => plant.cytoplasm * (density.values[node] ?? 0) + wallGlow * Math.exp(-((wall / 0.6) ** 2)),
  );
  const { size, pixelSize } = canvas;
  const diffuse = sampleField({ ...density, values }, size, pixelSize);
  if (bleedThrough === 0) return diffuse;
  for (const { x, y, radius } of obstacles) {
    const clamp = (value: number): number => Math.min(size, Math.max(0, Math.round(value / pixelSize)));
    for (let row = clamp(y - radius); row < clamp(y + radius); row++) {
      for (let column = clamp(x - radius); column < clamp(x + radius); column++) {
        const away = Math.hypot((column + 0.5) * pixelSize - x, (row + 0.5) * pixelSize - y);
        const at = row * size + column;
        diffuse[at] = (diffuse[at] ?? 0) + bleedThrough * Math.min(1, Math.max(0, (radius - away) / 0.5));
      }
    }
  }
  return diffuse;
}
