import { throwIfCancelled } from "../../../../errors.ts";
import { colorImage } from "../../../../learning/drawing/color-map.ts";
import { type Panel, renderFigure } from "../../../../learning/drawing/figure.ts";
import { explanationMethods } from "../../../../learning/explanation/methods/methods.ts";
import { startStage } from "../../effects.ts";
import { joinMaps } from "../../explain/tile-places.ts";
import { type GalleryContext, type GalleryPart, spoken } from "./gallery.ts";

const panelWidth = 150;
/** Images whose maps are made at once. */
const atOnce = 16;

interface ClassMeans {
  images: number;
  readonly map: Float32Array;
  readonly picture: Float32Array;
}

/** Where the network looks on average, class by class. */
export async function meanCamGallery(context: GalleryContext): Promise<GalleryPart> {
  const { classes, scoredPart, looked, pictures } = context;
  const sides = looked.perImage === 1 ? 1 : 2;
  const { height, width } = looked.preprocessing;
  const size = { height: height * sides, width: width * sides };
  const means = await sumMaps(context, size);
  const highest = Math.max(
    ...means.map(({ map }) => map.reduce((top, value) => Math.max(top, value), 0)),
    1e-12,
  );
  const map: Panel[] = [];
  const picture: Panel[] = [];
  for (const [label, mean] of means.entries()) {
    if (mean.images === 0) continue;
    const range = { low: 0, high: highest };
    picture.push({
      image: pictures.ofInput(mean.picture, size, stretch(mean.picture)),
      caption: `${spoken(classes[label] ?? "")}\n${mean.images} images`,
    });
    map.push({ image: colorImage(mean.map, size, "inferno", range) });
  }
  const title = "Where the network looks on average: mean Grad-CAM of each class";
  const caption = `Above the mean image of each class of the ${scoredPart} part, its contrast stretched; below the mean of the images' Grad-CAM maps for their true class, each divided by its own mean first, all on one scale. Of images that are cut in quarters the seams show, for a quarter ends there for the network. Where objects lie anywhere and are turned in any way, a mean map is flat, as it should be: a place that is bright in all classes is a sign that the network looks at the border, at a scale bar or at where the camera was pointed.`;
  const png = await renderFigure({
    title,
    subtitle: `Means over the images of the ${scoredPart} part; of randomly oriented cells a mean map is flat`,
    rows: [
      { label: "mean image", panels: picture },
      { label: "mean Grad-CAM", panels: map },
    ],
    colorBar: {
      map: "inferno",
      low: "0",
      high: highest.toFixed(1),
      label: "heat (mean of a map: 1)",
    },
    panelWidth,
  });
  return { figures: [{ id: "mean-grad-cam", title, caption, png }] };
}

async function sumMaps(
  { looked, model, classes, scoredPart, pictures, random, effects }: GalleryContext,
  size: { readonly height: number; readonly width: number },
): Promise<ClassMeans[]> {
  const area = size.height * size.width;
  const { channels, height, width } = model.input;
  const length = channels * height * width;
  const sums = classes.map(
    (): ClassMeans => ({ images: 0, map: new Float32Array(area), picture: new Float32Array(area) }),
  );
  const scored = looked.of(scoredPart);
  const stage = startStage(effects, "Explaining the scored images", scored.length, "images");
  for (let start = 0; start < scored.length; start += atOnce) {
    throwIfCancelled(effects.signal);
    const images = scored.slice(start, start + atOnce);
    const count = images.length * looked.perImage;
    const inputs = new Float32Array(count * length);
    const targets = new Int32Array(count);
    for (let slot = 0; slot < count; slot++) {
      const image = images[Math.floor(slot / looked.perImage)] ?? 0;
      inputs.set(await looked.input(image * looked.perImage + (slot % looked.perImage)), slot * length);
      targets[slot] = looked.labels[image] ?? 0;
    }
    const maps = await explanationMethods["grad-cam"].map(model, {
      inputs,
      count,
      targets,
      random,
      signal: effects.signal,
    });
    for (const [place, image] of images.entries()) {
      const sum = sums[looked.labels[image] ?? 0];
      if (!sum) continue;
      const stretchLength = looked.perImage * height * width;
      const own = maps.subarray(place * stretchLength, (place + 1) * stretchLength);
      const whole = joinMaps(own, looked.preprocessing, size);
      const mean = whole.reduce((total, value) => total + value, 0) / area;
      const { data } = await pictures.planesOf(image);
      sum.images++;
      for (let i = 0; i < area; i++) {
        if (mean > 0) sum.map[i] = (sum.map[i] ?? 0) + (whole[i] ?? 0) / mean;
        sum.picture[i] = (sum.picture[i] ?? 0) + (data[i] ?? 0);
      }
    }
    stage.advance(Math.min(scored.length, start + atOnce));
  }
  stage.end();
  for (const { images, map, picture } of sums) {
    for (let i = 0; i < area; i++) {
      map[i] = (map[i] ?? 0) / Math.max(1, images);
      picture[i] = (picture[i] ?? 0) / Math.max(1, images);
    }
  }
  return sums;
}

function stretch(picture: Float32Array): { readonly low: number; readonly high: number } {
  const low = picture.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const high = picture.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  return { low, high: high > low ? high : low + 1 };
}
