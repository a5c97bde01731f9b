import { allRows, type Matrix } from "../../../../learning/classical/matrix.ts";
import { columnMoments, standardize } from "../../../../learning/classical/standardize.ts";
import type { RgbImage } from "../../../../learning/drawing/rgb-image.ts";
import { renderScatter, type Scatter } from "../../../../learning/drawing/scatter.ts";
import { principalComponents } from "../../../../learning/explanation/embedding/principal-components.ts";
import { umapMap } from "../../../../learning/explanation/embedding/umap-map.ts";
import { startStage } from "../../effects.ts";
import { classColor, paler } from "../class-colors.ts";
import { placeThumbnails } from "../place-thumbnails.ts";
import { verdictOf } from "./examples.ts";
import {
  featureWords,
  type GalleryContext,
  type GalleryFigure,
  type GalleryPart,
  spoken,
} from "./gallery.ts";

const [thumbnails, thumbnailWidth] = [36, 44];
/** About the room that points have on the page, in px. */
const page = { width: 650, height: 490 };
/** Wider than is usual, so that points of a dense group can be told apart. */
const minDistance = 0.4;

/** Maps of the images by the features that the last layer reads: neighbours look alike to the network. */
export async function embeddingGallery(context: GalleryContext): Promise<GalleryPart> {
  const { looked, random, effects, classes } = context;
  if (!looked.features) {
    effects.warn(
      "The network has no features [N, F] before its last layer: the maps of images are left out.",
    );
    return { figures: [] };
  }
  const features = standardFeatures(looked.features, looked.of("train"));
  const stage = startStage(effects, "Laying out the map", 100, "percent");
  const umap = await umapMap(features, {
    random: random.fork("umap"),
    minDistance,
    signal: effects.signal,
    onProgress: (share) => stage.advance(Math.floor(100 * share)),
  });
  stage.end();
  const { scores, explained } = principalComponents(features, 2);
  const axes = scores.length / Math.max(1, features.rows);
  const pca = Float64Array.from({ length: 2 * features.rows }, (_, at) =>
    at % 2 < axes ? (scores[(at >> 1) * axes + (at % 2)] ?? 0) : 0,
  );
  const percent = (axis: number): string => `${(100 * (explained[axis] ?? 0)).toFixed(0)} %`;
  const what = `${features.columns} ${featureWords(context)}, standardised, mean over the tiles of an image`;
  const eyes = context.eyes === "own" ? "network" : "organelle network";
  const figures = [
    await drawMap(context, umap, {
      id: "embedding-umap",
      title: `The images as the ${eyes} sees them: UMAP`,
      caption: `Each point is an image; images that look alike to the ${eyes} lie together (UMAP, McInnes et al. 2018, on cosine distances of ${what}; begun from the principal components). Distances between far groups mean little.`,
      labels: ["UMAP 1", "UMAP 2"],
    }),
    await drawMap(context, pca, {
      id: "embedding-pca",
      title: `The images as the ${eyes} sees them: principal components`,
      caption: `Each point is an image, along the two directions in which the features differ most (${percent(0)} and ${percent(1)} of the variance; ${what}).`,
      labels: [`PC 1 (${percent(0)})`, `PC 2 (${percent(1)})`],
    }),
  ];
  const number = (value: number | undefined): number => Number((value ?? 0).toPrecision(7));
  const rows = looked.images.map(({ path, label, part, group }, image) => ({
    path,
    label,
    part,
    group: group ?? "",
    predicted: classes[verdictOf(context, image)?.predicted ?? -1] ?? "",
    umap1: number(umap[2 * image]),
    umap2: number(umap[2 * image + 1]),
    pca1: number(pca[2 * image]),
    pca2: number(pca[2 * image + 1]),
  }));
  return { figures, tables: [{ file: "embedding.csv", rows }] };
}

/** By the mean and deviation of the images of the train part. */
export function standardFeatures(features: Matrix, train: readonly number[]): Matrix {
  return standardize(
    features,
    columnMoments(features, train.length > 0 ? Int32Array.from(train) : allRows(features.rows)),
  );
}

async function drawMap(
  context: GalleryContext,
  places: Float64Array,
  { id, title, caption, labels }: Omit<GalleryFigure, "png"> & { readonly labels: readonly [string, string] },
): Promise<GalleryFigure> {
  const { looked, classes, scoredPart } = context;
  const color = (image: number): string => classColor(looked.labels[image] ?? 0);
  const train = looked.of("train");
  const scored = looked.of(scoredPart);
  const at = (image: number): { readonly x: number; readonly y: number } => ({
    x: places[2 * image] ?? 0,
    y: places[2 * image + 1] ?? 0,
  });
  const shown: { x: number; y: number; image: RgbImage; color: string }[] = [];
  for (const { row, x, y } of placeThumbnails(places, { count: thumbnails, side: thumbnailWidth, ...page })) {
    shown.push({ x, y, image: await context.pictures.ofImage(row, 2 * thumbnailWidth), color: color(row) });
  }
  const scatter: Scatter = {
    title,
    subtitle: `${train.length} training images (pale) and ${scored.length} of the ${scoredPart} part (full colour)`,
    // What was scored is laid over what was trained on.
    points: [
      ...train.map((image) => ({ ...at(image), color: paler(color(image)) })),
      ...scored.map((image) => ({ ...at(image), color: color(image) })),
    ],
    thumbnails: shown,
    legend: classes.map((name, label) => ({ color: classColor(label), label: spoken(name) })),
    xLabel: labels[0],
    yLabel: labels[1],
    thumbnailWidth,
  };
  return {
    id,
    inReport: id === "embedding-umap",
    title,
    caption: `${caption} ${scatter.subtitle}. Pictures lie beside the points that they show.`,
    png: await renderScatter(scatter),
  };
}
