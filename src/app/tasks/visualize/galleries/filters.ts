import { type Panel, renderFigure } from "../../../../learning/drawing/figure.ts";
import type { SpatialLayer } from "../../../../learning/explanation/model/explainable-model.ts";
import {
  defaultSteps,
  type ExciteForm,
  type Excitement,
  stepsOf,
} from "../../../../learning/explanation/network/excite-channel.ts";
import { strongestChannels } from "../../../../learning/explanation/network/top-patches.ts";
import { startStage } from "../../effects.ts";
import { excite, exciteBatch } from "./excite.ts";
import { fileWord, type GalleryContext, type GalleryFigure, type GalleryPart } from "./gallery.ts";

/** Channels that are tried in the paper's form, for each that is shown: the strongest of them are. */
const tried = 2;
const [perRow, panelWidth] = [8, 112];

/** The clear pictures of a layer's channels, for the gallery of patches. */
export type ClearPictures = ReadonlyMap<string, readonly Excitement[]>;

/** The inputs that excite the strongest channels of layers most. */
export async function filterGallery(
  context: GalleryContext,
): Promise<GalleryPart & { readonly clear: ClearPictures }> {
  const { layers, forms, filters, looked, effects } = context;
  const plan = layers.flatMap((layer) =>
    forms.map((form) => {
      const { response } = looked.responseOf(layer, looked.of("train"));
      return {
        layer,
        form,
        channels: strongestChannels(response, form === "paper" ? tried * filters : filters),
      };
    }),
  );
  const batch = exciteBatch(context);
  const steps = plan.reduce(
    (sum, { form, channels }) => sum + stepsOf({ channels: channels.length, batch, form }),
    0,
  );
  const stage = startStage(effects, "Seeking what excites the channels", steps, "steps");
  const figures: GalleryFigure[] = [];
  const clear = new Map<string, readonly Excitement[]>();
  for (const { layer, form, channels } of plan) {
    const found = await excite(context, layer, channels, form, () => stage.advance());
    if (form === "clear") clear.set(layer.name, found);
    const shown =
      form === "paper" ? found.toSorted((a, b) => b.activation - a.activation).slice(0, filters) : found;
    figures.push(await drawFilters(context, layer, form, shown));
  }
  stage.end();
  return { figures, clear };
}

async function drawFilters(
  { pictures, looked, network }: GalleryContext,
  layer: SpatialLayer,
  form: ExciteForm,
  found: readonly Excitement[],
): Promise<GalleryFigure> {
  const { preprocessing, range } = looked;
  const panels = found.map(
    ({ image, channel, activation }): Panel => ({
      image: pictures.ofInput(image, preprocessing, form === "paper" ? stretchOf(image) : range),
      caption: `${channel} (${activation.toPrecision(2)})`,
    }),
  );
  const rows = Array.from({ length: Math.ceil(panels.length / perRow) }, (_, row) => ({
    panels: panels.slice(row * perRow, (row + 1) * perRow),
  }));
  const title = `Layer ${layer.name}: what its channels look for`;
  const how =
    form === "clear"
      ? `found in ${defaultSteps.clear} steps of gradient ascent on waves of which the long ones count more (after Olah et al. 2017), shifted and scaled at random in each step; in the brightness of training images`
      : `found from grey noise in ${defaultSteps.paper} steps of gradient ascent, pixel by pixel (Li et al. 2021, after Chollet 2016), with the contrast stretched; the strongest of ${tried} times as many`;
  const caption = `The input that excites each of ${found.length} channels most, ${how}. Below each: the channel, and in brackets the mean of its answer. A picture that stays empty says that the channel answers most to emptiness.`;
  const png = await renderFigure({
    title,
    subtitle:
      form === "clear" ? "Clear form: made of waves" : "The paper's form: pixel by pixel from grey noise",
    rows,
    note: "Below each: the channel (the mean of its answer).",
    panelWidth,
  });
  const inReport = form === "clear";
  return {
    inReport,
    id: `filters-${form === "paper" ? "paper-" : ""}${fileWord(layer.name, network)}`,
    title,
    caption,
    png,
  };
}

/** As Chollet 2016 shows such images: two and a half deviations below and above the mean. */
export function stretchOf(image: Float32Array): { readonly low: number; readonly high: number } {
  const mean = image.reduce((sum, value) => sum + value, 0) / image.length;
  const deviation = Math.sqrt(image.reduce((sum, value) => sum + (value - mean) ** 2, 0) / image.length);
  const far = 2.5 * (deviation || 1);
  return { low: mean - far, high: mean + far };
}
