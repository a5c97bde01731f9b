import { inputLength, tilesPerImage } from "../../../../data/batch/preprocessing.ts";
import { mapConcurrently } from "../../../../data/dataset/map-concurrently.ts";
import { describeImage } from "../../../../data/images/describe-image.ts";
import { throwIfCancelled } from "../../../../errors.ts";
import type { Faithfulness } from "../../../../learning/explanation/faithfulness/faithfulness.ts";
import {
  type HeatOnObjects,
  heatOnObjects,
  type ObjectHeat,
} from "../../../../learning/explanation/faithfulness/heat-on-objects.ts";
import { prepareFaithfulness } from "../../../../learning/explanation/faithfulness/measure-faithfulness.ts";
import type { ExplanationMethod, MethodName } from "../../../../learning/explanation/methods/method.ts";
import { type Effects, startStage } from "../../effects.ts";
import type { ImageToExplain } from "../choice/choose-images.ts";
import { readMask } from "../choice/find-masks.ts";
import { type Explainer, openInputs, targetOf } from "../explainer.ts";
import { tileOfMask, tilePlaces } from "../tile-places.ts";

export interface MethodTest {
  readonly faithfulness: Faithfulness;
  readonly objects: Omit<HeatOnObjects, "objects">;
}

/** One object with its image and its size in micrometres, where that is known. */
export interface ObjectRow {
  readonly path: string;
  /** Which of the image's tiles, from 1, in the paper's order. */
  readonly tile: number;
  readonly method: MethodName;
  readonly object: number;
  readonly heatShare: number;
  readonly meanHeat: number;
  readonly isHot: boolean;
  readonly isCut: boolean;
  readonly area: number;
  readonly length: number;
  readonly elongation: number;
  readonly areaUm2: number | undefined;
  readonly lengthUm: number | undefined;
}

export interface FaithfulnessTests {
  /** Images that were tested. */
  readonly images: number;
  readonly tests: ReadonlyMap<MethodName, MethodTest>;
  readonly objects: readonly ObjectRow[];
}

/** Bytes of inputs that are held at once; the test keeps a blurred copy beside them. */
const mostBytes = 2 ** 27;

/** Masks may be as large as their images: they must not all be in memory together. */
const readAtOnce = 4;

/**
 * Tests each method on one tile of every image: tiles of one image move together, so more of them would cost much and tell
 * little. Which tile it is goes round.
 */
export async function testFaithfulness(
  images: readonly ImageToExplain[],
  explainer: Explainer,
  effects: Effects,
): Promise<FaithfulnessTests> {
  const { model, metadata, methods, layer, random, threads, signal } = explainer;
  const { preprocessing } = metadata;
  const most = Math.max(8, Math.floor(mostBytes / (4 * inputLength(preprocessing))));
  const tested = images.slice(0, most);
  if (tested.length === 0) return { images: 0, tests: new Map(), objects: [] };
  const perImage = tilesPerImage(preprocessing);
  const tiles = tested.map((_, index) => index % perImage);
  const inputs = openInputs(tested, explainer);
  const { data, count } = await inputs
    .load(tested.map((_, image) => ({ image, tile: tiles[image] })))
    .finally(() => inputs.source.close());
  const atOnce = { limit: readAtOnce, signal };
  const masks = await mapConcurrently(
    tested,
    (image, at) => maskOfTile(image, tiles[at] ?? 0, explainer),
    atOnce,
  );
  const known = masks.some((mask) => mask !== undefined) ? masks : undefined;
  const groups = tested.map(({ group, path }) => group ?? path);
  const targets = Int32Array.from(tested, (image) => targetOf(explainer, image));
  const progress = createProgress(methods, effects);
  const test = await prepareFaithfulness(model, {
    ...{ inputs: data, count, targets, groups, masks: known, layer, signal },
    random: random.fork("faithfulness"),
    session: { threads },
    onProgress: progress.advance,
  });
  const tests = new Map<MethodName, MethodTest>();
  const rows: ObjectRow[] = [];
  const { height, width } = preprocessing;
  const scales = await mapConcurrently(tested, (image) => micrometresPerInputPixel(image, explainer), atOnce);
  for (const [index, method] of methods.entries()) {
    throwIfCancelled(signal);
    progress.begin(index);
    const maps = await method.map(model, {
      ...{ inputs: data, count, targets, layer, signal },
      random: random.fork("maps"),
      onProgress: (done) => progress.advance("maps", done / count),
    });
    const faithfulness = await test.measure(method, maps);
    const { objects, ...summary } = heatOnObjects({
      ...{ maps, count, height, width, inputs: data, groups, labels: known },
      random: random.fork("objects"),
    });
    tests.set(method.name, { faithfulness, objects: summary });
    for (const object of objects) {
      const path = tested[object.input]?.path ?? "";
      rows.push(
        objectRow(
          object,
          { path, tile: (tiles[object.input] ?? 0) + 1, method: method.name },
          scales[object.input],
        ),
      );
    }
  }
  progress.end();
  return { images: tested.length, tests, objects: rows };
}

function objectRow(
  { input: _, area, length, ...rest }: ObjectHeat,
  place: Pick<ObjectRow, "path" | "tile" | "method">,
  scale: number | undefined,
): ObjectRow {
  return {
    ...place,
    ...rest,
    area,
    length,
    areaUm2: scale === undefined ? undefined : area * scale * scale,
    lengthUm: scale === undefined ? undefined : length * scale,
  };
}

async function maskOfTile(
  { file, mask }: ImageToExplain,
  tile: number,
  { metadata: { preprocessing } }: Explainer,
): Promise<Int32Array | undefined> {
  if (mask === undefined) return undefined;
  const size = await describeImage(file);
  const place = tilePlaces(preprocessing, size)[tile];
  return place && tileOfMask(await readMask(mask, size), size, place, preprocessing);
}

/** Undefined where it is not known, or where images are squeezed: an area would have no unit then. */
async function micrometresPerInputPixel(
  { file, pixelSize }: ImageToExplain,
  { metadata: { preprocessing } }: Explainer,
): Promise<number | undefined> {
  const info = await describeImage(file);
  const size = pixelSize ?? info.physicalSizeX;
  const [place] = tilePlaces(preprocessing, info);
  if (size === undefined || !place) return undefined;
  const [across, down] = [place.width / preprocessing.width, place.height / preprocessing.height];
  return Math.abs(across / down - 1) < 0.02 ? size * across : undefined;
}

/** Shares of the time that a method takes, roughly: its maps, deletion and insertion, networks that forget. */
const parts = { baseline: [0, 1], maps: [0, 0.1], deletion: [0.1, 0.4], randomisation: [0.4, 1] } as const;

/** One bar over the baseline and all methods. */
function createProgress(methods: readonly ExplanationMethod[], effects: Effects) {
  const stage = startStage(effects, "Testing against chance", 100, "steps");
  let current = -1;
  return {
    begin(index: number): void {
      current = index;
    },
    advance(part: keyof typeof parts, share: number): void {
      const [from, to] = parts[part];
      const done = (current + 1 + from + share * (to - from)) / (methods.length + 1);
      stage.advance(Math.min(100, Math.round(100 * done)), methods[current]?.title);
    },
    end(): void {
      stage.end();
    },
  };
}
