/**
 * Draws docs/phantoms.png: one phantom of each class with its name and a scale bar.
 *
 *     npx tsx scripts/phantom-sheet.ts
 */
import { resolve } from "node:path";
import sharp from "sharp";
import { type PhantomClass, phantomClasses } from "../src/data/phantoms/phantom-class.ts";
import { drawPlant } from "../src/data/phantoms/plant.ts";
import { renderPhantom } from "../src/data/phantoms/render-phantom.ts";
import { createRandom } from "../src/tensor/random.ts";

const edge = 192;
const strip = 22; // for the name above each panel
const gap = 6;
const barLength = 10; // micrometres
const target = resolve(import.meta.dirname, "../docs/phantoms.png");

/** Mutants above, the wild type below, one column per organelle. */
const panels = phantomClasses.map((className, index) => ({
  className,
  left: gap + Math.floor(index / 2) * (edge + gap),
  top: gap + (index % 2) * (strip + edge + gap),
}));

const tiles = await Promise.all(
  panels.map(async ({ className, left, top }) => ({ input: await drawPanel(className), left, top })),
);
await sharp({
  create: {
    width: 3 * (edge + gap) + gap,
    height: 2 * (strip + edge + gap) + gap,
    channels: 3,
    background: "white",
  },
})
  .composite(tiles)
  .png({ palette: true, colours: 16, dither: 0, effort: 10, compressionLevel: 9 })
  .toFile(target);

async function drawPanel(className: PhantomClass): Promise<Buffer> {
  const random = createRandom(21).fork(className);
  // A sharp, bright plant: the sheet shows forms, not the range of noise.
  const plant = { ...drawPlant(className, random), photons: 160, exposure: 1, offset: 0.01, cytoplasm: 0.05 };
  const { image, pixelSize } = renderPhantom({ className, random, plant, size: edge });
  const bar = barLength / pixelSize;
  const caption = `<svg width="${edge}" height="${strip + edge}" xmlns="http://www.w3.org/2000/svg">
    <rect width="${edge}" height="${strip}" fill="white"/>
    <text x="1" y="15" font-family="sans-serif" font-size="14" fill="black">${className}</text>
    <rect x="${edge - 16 - Math.max(bar, 40)}" y="${strip + edge - 34}" width="${Math.max(bar, 40) + 12}" height="30"
      fill="black"/>
    <rect x="${edge - 10 - bar / 2 - Math.max(bar, 40) / 2}" y="${strip + edge - 13}" width="${bar}" height="3"
      fill="white"/>
    <text x="${edge - 10 - Math.max(bar, 40) / 2}" y="${strip + edge - 19}" font-family="sans-serif" font-size="12"
      fill="white" text-anchor="middle">${barLength} µm</text>
  </svg>`;
  const { data, width, height } = image;
  return sharp(data, { raw: { width, height, channels: 1 } })
    .extend({ top: strip })
    .composite([{ input: Buffer.from(caption) }])
    .png()
    .toBuffer();
}
