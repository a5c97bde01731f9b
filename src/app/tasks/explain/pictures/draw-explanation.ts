import { type Figure, type Panel, renderFigure, renderPanel } from "../../../../learning/drawing/figure.ts";
import { overlay } from "../../../../learning/drawing/overlay.ts";
import { greyImage } from "../../../../learning/drawing/rgb-image.ts";
import type { ExplanationMethod } from "../../../../learning/explanation/methods/method.ts";
import type { ExplanationPicture } from "../../../../learning/report/report-input.ts";
import type { ImageToExplain } from "../choice/choose-images.ts";
import type { Verdict } from "../classify-images.ts";
import { heatOf } from "./heat.ts";
import type { Picture } from "./load-picture.ts";

/** A map laid over its image. */
export interface Layer {
  readonly method: ExplanationMethod;
  readonly panel: Panel;
  /** Share of the positive heat on true objects. */
  readonly heatOnObjects?: number | undefined;
}

export interface DrawnImage {
  readonly image: ImageToExplain;
  readonly verdict: Verdict;
  /** Name of the class that is explained. */
  readonly explained: string;
  readonly picture: Picture;
  readonly layers: readonly Layer[];
  /** Share of the image that true objects take. */
  readonly objectShare?: number | undefined;
  /** Where the class activation maps were taken. */
  readonly layer: string | undefined;
  /** By name of a method, what must be said below its maps. */
  readonly doubtful: ReadonlyMap<string, string>;
}

/** @param map [shown.height, shown.width] */
export function layOver({ plane, shown }: Picture, map: Float32Array, method: ExplanationMethod): Panel {
  const heat = heatOf(map, shown, method);
  const below = heat.brightness === 1 ? plane : plane.map((value) => heat.brightness * value);
  return { image: overlay(below, heat.plane, shown, heat) };
}

/** The image beside its maps, with the verdict: as the bytes of a PNG. */
export function drawExplanation(drawn: DrawnImage): Promise<Uint8Array> {
  const { image, verdict, explained, layers, objectShare, layer, doubtful } = drawn;
  const isSigned = layers.some(({ method }) => method.signed);
  const isPlain = layers.some(({ method }) => !method.signed);
  const figure: Figure = {
    title: titleOf(verdict),
    subtitle: [
      image.path,
      image.label === undefined ? undefined : `true class ${image.label}`,
      explained === verdict.mostProbable ? undefined : `evidence for ${explained}`,
    ]
      .filter((part) => part !== undefined)
      .join("  ·  "),
    ...arrange([
      { title: "Image", panel: { ...originalPanel(drawn.picture), caption: areaCaption(objectShare) } },
      ...layers.map(({ method, panel, heatOnObjects }) => ({
        title: method.title,
        panel: {
          ...panel,
          caption: layerCaption(heatOnObjects, doubtful.get(method.name)),
          captionColor: doubtful.has(method.name) ? "#a84a00" : undefined,
        },
      })),
    ]),
    note: noteOf(drawn, layer),
    colorBar: [
      ...(isPlain
        ? [{ map: "inferno", low: "none", high: "most", label: `Evidence for ${explained}` } as const]
        : []),
      ...(isSigned
        ? [{ map: "diverging", low: "against", high: "for", label: `For or against ${explained}` } as const]
        : []),
    ],
  };
  return renderFigure(figure);
}

/** Panels side by side below their titles; many of them in several rows, with the titles in their captions. */
function arrange(
  titled: readonly { readonly title: string; readonly panel: Panel }[],
): Pick<Figure, "columns" | "rows"> {
  if (titled.length <= mostInRow) {
    return {
      columns: titled.map(({ title }) => title),
      rows: [{ panels: titled.map(({ panel }) => panel) }],
    };
  }
  const perRow = Math.ceil(titled.length / Math.ceil(titled.length / mostInRow));
  const panels = titled.map(({ title, panel }) => ({
    ...panel,
    caption: panel.caption === undefined ? title : `${title}\n${panel.caption}`,
  }));
  const rows = Array.from({ length: Math.ceil(panels.length / perRow) }, (_, row) => ({
    panels: panels.slice(row * perRow, (row + 1) * perRow),
  }));
  return { rows };
}

const mostInRow = 5;

/** The same as single pictures for a page. */
export async function pictureForReport(drawn: DrawnImage): Promise<ExplanationPicture> {
  const { image, verdict, explained, picture, layers } = drawn;
  const { predicted, mostProbable, confidence } = verdict;
  const panels = [
    { title: "Image", panel: originalPanel(picture) },
    ...layers.map(({ method, panel }) => ({ title: method.title, panel })),
  ];
  return {
    path: image.path,
    label: image.label,
    ...{ predicted, mostProbable, confidence, explained },
    panels: await Promise.all(
      panels.map(async ({ title, panel }) => ({
        title,
        image: toDataUri(await renderPanel(panel, reportWidth)),
      })),
    ),
  };
}

/** Width of a picture in the report, in px. */
const reportWidth = 200;

export function toDataUri(jpeg: Uint8Array): string {
  return `data:image/jpeg;base64,${Buffer.from(jpeg).toString("base64")}`;
}

/** "mito_normal, 98.2 % sure", or that the model does not know. */
export function titleOf({ predicted, mostProbable, confidence }: Verdict): string {
  const sure = `${(100 * confidence).toFixed(1)} %`;
  return predicted === null
    ? `None of these (nearest: ${mostProbable}, ${sure})`
    : `${mostProbable}, ${sure} sure`;
}

function originalPanel({ plane, shown, size, pixelSize }: Picture): Panel {
  return {
    image: greyImage(plane, shown),
    scaleBar:
      pixelSize === undefined ? undefined : { micrometresPerPixel: (pixelSize * size.width) / shown.width },
  };
}

function areaCaption(share: number | undefined): string | undefined {
  return share === undefined ? undefined : `objects take ${percent(share)} of the area`;
}

function layerCaption(heatOnObjects: number | undefined, doubt: string | undefined): string | undefined {
  const lines = [
    ...(heatOnObjects === undefined ? [] : [`${percent(heatOnObjects)} of the heat on objects`]),
    ...(doubt === undefined ? [] : [doubt]),
  ];
  return lines.length === 0 ? undefined : lines.join("\n");
}

function noteOf({ layers, explained }: DrawnImage, layer: string | undefined): string {
  const has = (needs: ExplanationMethod["needs"]): boolean =>
    layers.some(({ method }) => method.needs === needs);
  return [
    `Colour lies where pixels speak for ${explained}. Each map has a scale of its own.`,
    ...(layer !== undefined && has("layers") ? [`Class activation maps are from the layer ${layer}.`] : []),
    ...(has("gradients") ? ["Maps of single pixels are smoothed a little, over a darkened image."] : []),
  ].join(" ");
}

function percent(share: number): string {
  return `${(100 * share).toFixed(0)} %`;
}
