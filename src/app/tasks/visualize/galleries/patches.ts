import { throwIfCancelled } from "../../../../errors.ts";
import { type FigureRow, type Panel, renderFigure } from "../../../../learning/drawing/figure.ts";
import type { SpatialLayer } from "../../../../learning/explanation/model/explainable-model.ts";
import { receptiveField } from "../../../../learning/explanation/network/receptive-field.ts";
import type { Inputs } from "../../../../learning/explanation/network/survey-network.ts";
import {
  cutPatch,
  strongestChannels,
  topPatches,
} from "../../../../learning/explanation/network/top-patches.ts";
import { startStage } from "../../effects.ts";
import { classColor } from "../class-colors.ts";
import type { ClearPictures } from "./filters.ts";
import { fileWord, type GalleryContext, type GalleryFigure, type GalleryPart, spoken } from "./gallery.ts";

const [perChannel, panelWidth] = [9, 76];
/** Inputs by which the receptive field is measured. */
const measured = 8;

/** The training patches that excite the strongest channels of layers most. */
export async function patchGallery(context: GalleryContext, clear: ClearPictures): Promise<GalleryPart> {
  const { layers, effects } = context;
  const stage = startStage(effects, "Cutting patches", layers.length, "layers");
  const figures: GalleryFigure[] = [];
  for (const layer of layers) {
    throwIfCancelled(effects.signal);
    figures.push(await drawPatches(context, layer, clear));
    stage.advance();
  }
  stage.end();
  return { figures };
}

async function drawPatches(
  context: GalleryContext,
  layer: SpatialLayer,
  clear: ClearPictures,
): Promise<GalleryFigure> {
  const { looked, pictures, model, network, filters, classes } = context;
  const { response, inputs } = looked.responseOf(layer, looked.of("train"));
  const channels = strongestChannels(response, filters);
  const field = await receptiveField(network, model.input, layer, await someInputs(context, inputs));
  const imageOf = (row: number): number => Math.floor((inputs[row] ?? 0) / looked.perImage);
  const best = topPatches(response, channels, perChannel, imageOf);
  const sought = new Map(clear.get(layer.name)?.map((found) => [found.channel, found]));
  const rows: FigureRow[] = [];
  for (const [at, channel] of channels.entries()) {
    const panels: Panel[] = [];
    const picture = sought.get(channel);
    if (picture) panels.push({ image: pictures.ofInput(picture.image, model.input) });
    for (const { input: row, place } of best[at] ?? []) {
      const pixels = await looked.input(inputs[row] ?? 0);
      const patch = cutPatch(pixels, model.input, layer, place, field);
      const label = looked.labels[imageOf(row)] ?? 0;
      panels.push({
        image: pictures.ofInput(patch.data, { height: patch.side, width: patch.side }),
        border: classColor(label),
      });
    }
    rows.push({ label: `channel ${channel}`, panels });
  }
  const { side } = field;
  const title = `Layer ${layer.name}: the training patches that excite its channels most`;
  const first = sought.size > 0 ? "First the input that was sought for it; then the " : "The ";
  const caption = `For each of the ${channels.length} strongest channels, strongest first. ${first}${perChannel} training images with the largest value in the channel, one patch of each image: the square of ${side} pixels of the network's input from which the layer takes 98 % of what it sees at one place. The frame has the colour of the class: ${colorWords(classes)}.`;
  const png = await renderFigure({
    title,
    subtitle: `${side} x ${side} pixels around the largest value, of ${perChannel} different training images`,
    ...(sought.size > 0 ? { columns: ["sought", "found"] } : {}),
    rows,
    note: `Frames: ${colorWords(classes)}.`,
    panelWidth,
  });
  const inReport = context.layers.length === 1 || layer !== context.layers[0];
  return { inReport, id: `patches-${fileWord(layer.name, network)}`, title, caption, png };
}

async function someInputs({ looked, model }: GalleryContext, inputs: readonly number[]): Promise<Inputs> {
  const count = Math.min(measured, inputs.length);
  const length = model.input.channels * model.input.height * model.input.width;
  const data = new Float32Array(count * length);
  for (let at = 0; at < count; at++) {
    data.set(await looked.input(inputs[Math.floor((at * inputs.length) / count)] ?? 0), at * length);
  }
  return { data, count };
}

/** "blue chlo normal, orange ..." */
export function colorWords(classes: readonly string[]): string {
  return classes.map((name, label) => `${spoken(name)} ${colorNames[label % colorNames.length]}`).join(", ");
}

/** Of `classColor`. */
const colorNames = [
  "blue",
  "amber",
  "green",
  "vermilion",
  "pink",
  "sky blue",
  "olive",
  "purple",
  "brown",
  "grey",
] as const;
