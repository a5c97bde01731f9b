import { colorImage } from "../../../../learning/drawing/color-map.ts";
import { type FigureRow, renderFigure } from "../../../../learning/drawing/figure.ts";
import {
  channelOf,
  type HiddenLayer,
  hiddenLayers,
} from "../../../../learning/explanation/network/hidden-layers.ts";
import { channelMosaic } from "../channel-mosaic.ts";
import { classColor } from "../class-colors.ts";
import { bestExample } from "./examples.ts";
import { fileWord, type GalleryContext, type GalleryFigure, type GalleryPart, spoken } from "./gallery.ts";

/** More would be too small to see. */
const mostChannels = 256;
/** In px of the page: sides of the examples, and what the mosaic beside them may take. */
const [exampleWidth, widestMosaic] = [148, 620];

/** What layers make of one image of each class: every channel, and the one that answers most. */
export async function hiddenGallery(context: GalleryContext): Promise<GalleryPart> {
  const { looked, model, network, layers } = context;
  const examples = context.classes.flatMap((_, label) => bestExample(context, label) ?? []);
  const length = model.input.channels * model.input.height * model.input.width;
  const data = new Float32Array(examples.length * length);
  for (const [at, { input }] of examples.entries()) data.set(await looked.input(input), at * length);
  if (examples.length === 0) return { figures: [] };
  const hidden = await hiddenLayers(network, model.input, layers, { data, count: examples.length });
  const figures: GalleryFigure[] = [];
  for (const layer of hidden) figures.push(await drawLayer(context, layer, examples));
  return { figures };
}

async function drawLayer(
  { pictures, classes, looked, network, scoredPart, layers }: GalleryContext,
  hidden: HiddenLayer,
  examples: readonly { readonly label: number; readonly input: number }[],
): Promise<GalleryFigure> {
  const { layer, outputs, mostActive } = hidden;
  const { height, width, channels, name } = layer;
  const shown = Math.min(channels, mostChannels);
  const plane = height * width;
  // One scale for each channel in all rows: what it answers to is seen by comparing them.
  const tops = Float32Array.from({ length: channels }, (_, channel) =>
    examples.reduce(
      (most, _example, at) =>
        channelOf(hidden, at, channel).reduce((top, value) => Math.max(top, value), most),
      0,
    ),
  );
  const { columns, mosaicWidth } = arrange(shown, width / height);
  const cell = Math.max(width, Math.round((2 * mosaicWidth) / columns) - 2);
  const rows: FigureRow[] = [];
  for (const [at, { label, input }] of examples.entries()) {
    const best = mostActive[at] ?? 0;
    const range = { low: 0, high: tops[best] || 1 };
    const planes = outputs.subarray(at * channels * plane, (at * channels + shown) * plane);
    rows.push({
      label: spoken(classes[label] ?? ""),
      panels: [
        { image: await pictures.ofTile(input), width: exampleWidth, border: classColor(label) },
        {
          image: colorImage(channelOf(hidden, at, best), { height, width }, "inferno", range),
          width: exampleWidth,
          caption: `channel ${best}`,
        },
        { image: channelMosaic(planes, { height, width, tops, columns, cell }), width: mosaicWidth },
      ],
    });
  }
  const which = shown < channels ? `the first ${shown} of ${channels} channels` : `all ${channels} channels`;
  const title = `Layer ${name}: what it makes of one image of each class`;
  const tile = looked.perImage > 1 ? "quarter of an image" : "image";
  const caption = `For each class the ${tile} of the ${scoredPart} part that is classified right with the highest confidence, the channel of the layer that answers to it most (by its mean), and ${which}. Each channel is drawn from 0 to its largest value over the rows, so that rows can be compared.`;
  const png = await renderFigure({
    title,
    subtitle: `${channels} channels of ${width} x ${height} values`,
    columns: ["input", "most active", which],
    rows,
    note: "Each channel from 0 (black) to its largest value over the rows (pale yellow).",
    panelWidth: exampleWidth,
  });
  // The first layer shows the image once more in many ways; the page has room for what comes of it.
  const inReport = layers.length === 1 || layer !== layers[0];
  return { inReport, id: `hidden-${fileWord(name, network)}`, title, caption, png };
}

/** As few rows as fit beside the examples, so that the mosaic is about as high as they are. */
function arrange(
  count: number,
  proportion: number,
): { readonly columns: number; readonly mosaicWidth: number } {
  for (let rows = 1; ; rows++) {
    const columns = Math.ceil(count / rows);
    const mosaicWidth = Math.round(((columns * exampleWidth) / rows) * proportion);
    if (mosaicWidth <= widestMosaic || columns === 1) return { columns, mosaicWidth };
  }
}
