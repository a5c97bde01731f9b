import { resizePlanar } from "../../../../data/images/resize-planar.ts";
import { colorImage } from "../../../../learning/drawing/color-map.ts";
import { type Panel, renderFigure, renderPanel } from "../../../../learning/drawing/figure.ts";
import type { ExplanationMethod } from "../../../../learning/explanation/methods/method.ts";
import type { ExplanationFacts } from "../../../../learning/report/report-input.ts";
import type { PixelSize } from "../tile-places.ts";
import { toDataUri } from "./draw-explanation.ts";

/** Sums maps by class: what is alike in all images, say a border that the network looks at, shows in the mean. */
export interface MeanMaps {
  /** @param maps [tiles, size.height, size.width]: of one image, in the network's view. */
  add(method: ExplanationMethod, label: string, maps: Float32Array, size: PixelSize): void;
  /** As a figure of the classes with at least three images; undefined when there is none. */
  draw(): Promise<Uint8Array | undefined>;
  forReport(): Promise<ExplanationFacts["meanMaps"]>;
}

/** Sides of the mean map, whatever the size of the images. */
const side = 128;

/** A mean of fewer shows their organelles, not what they share. */
const fewestImages = 3;

/** Of one method: the first that was asked for that shows regions, else the first. */
export function createMeanMaps(methods: readonly ExplanationMethod[]): MeanMaps {
  const chosen = methods.find(({ needs }) => needs === "layers") ?? methods[0];
  const sums = new Map<string, { readonly sum: Float32Array; images: number }>();
  const panels = (): { readonly label: string; readonly images: number; readonly panel: Panel }[] => {
    const means = [...sums]
      .filter(([, { images }]) => images >= fewestImages)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([label, { sum, images }]) => ({ label, images, mean: sum.map((value) => value / images) }));
    const high = means.reduce((most, { mean }) => mean.reduce((top, value) => Math.max(top, value), most), 0);
    return means.map(({ label, images, mean }) => ({
      ...{ label, images },
      panel: {
        image: colorImage(mean, { height: side, width: side }, "inferno", { low: 0, high: high || 1 }),
        caption: `${label}\n${images} ${images === 1 ? "image" : "images"}`,
      },
    }));
  };
  return {
    add(method, label, maps, size) {
      if (method !== chosen) return;
      const entry = sums.get(label) ?? { sum: new Float32Array(side * side), images: 0 };
      sums.set(label, entry);
      entry.images++;
      const area = size.height * size.width;
      const tiles = maps.length / area;
      for (let tile = 0; tile < tiles; tile++) {
        const positive = maps.slice(tile * area, (tile + 1) * area).map((value) => Math.max(0, value) || 0);
        const small = resizePlanar(positive, { ...size, channels: 1 }, { height: side, width: side });
        const scale = tiles * (small.reduce((sum, value) => sum + value, 0) / small.length);
        if (scale > 0)
          small.forEach((value, at) => {
            entry.sum[at] = (entry.sum[at] ?? 0) + value / scale;
          });
      }
    },
    async draw() {
      const all = panels();
      if (!chosen || all.length === 0) return undefined;
      const perRow = Math.min(6, all.length);
      const rows = Array.from({ length: Math.ceil(all.length / perRow) }, (_, row) => ({
        panels: all.slice(row * perRow, (row + 1) * perRow).map(({ panel }) => panel),
      }));
      return await renderFigure({
        title: `Mean ${chosen.title} of each class`,
        subtitle:
          "In the network's own view of an image. Each map is scaled to a mean of 1 before those of a class are averaged.",
        rows,
        panelWidth: 160,
        colorBar: { map: "inferno", low: "none", high: "most", label: "Mean evidence" },
        note: "Organelles lie elsewhere in every image, so an even map is what one should see. A bright border, corner or line says that the network looks at something that all images share, a frame or a scale bar for instance.",
      });
    },
    async forReport() {
      const all = panels();
      if (!chosen || all.length === 0) return undefined;
      const maps = await Promise.all(
        all.map(async ({ label, images, panel }) => ({
          path: label,
          images,
          image: toDataUri(await renderPanel(panel, 120)),
        })),
      );
      return { title: chosen.title, maps };
    },
  };
}
