/**
 * Draws docs/formula.png: several rule-made images of each family, each stretched to its own brightest pixel.
 *
 *     npx tsx scripts/formula-sheet.ts
 */
import { resolve } from "node:path";
import sharp from "sharp";
import {
  drawSpecimenOf,
  type FormulaFamily,
  formulaFamilies,
  photographSpecimen,
} from "../src/data/formula/formula-image.ts";
import { createRandom } from "../src/tensor/random.ts";

const edge = 72;
const perFamily = 6;
const strip = 20; // for the name above each row of images
const gap = 3;
const columns = 3;
const margin = 12;
const target = resolve(import.meta.dirname, "../docs/formula.png");

const rowWidth = perFamily * (edge + gap);
const rows = Math.ceil(formulaFamilies.length / columns);
const width = columns * (rowWidth + margin) + margin;
const height = rows * (strip + edge + gap) + margin;
const pixels = new Uint8Array(width * height).fill(255);
const names: string[] = [];
for (const [index, family] of formulaFamilies.entries()) {
  const left = margin + Math.floor(index / rows) * (rowWidth + margin);
  const top = (index % rows) * (strip + edge + gap) + strip;
  names.push(`<text x="${left}" y="${top - 5}">${family}</text>`);
  for (let image = 0; image < perFamily; image++) place(family, image, left + image * (edge + gap), top);
}
const captions = `<svg width="${width}" height="${height}" xmlns="http://www.w3.org/2000/svg">
  <g font-family="sans-serif" font-size="14" fill="black">${names.join("")}</g></svg>`;
await sharp(pixels, { raw: { width, height, channels: 1 } })
  .composite([{ input: Buffer.from(captions) }])
  .png({ palette: true, colours: 16, dither: 0, effort: 10, compressionLevel: 9 })
  .toFile(target);

function place(family: FormulaFamily, image: number, left: number, top: number): void {
  const random = createRandom(5).fork(family, image);
  const { data } = photographSpecimen(drawSpecimenOf(family, random), random, edge);
  const brightest = Math.max(...data, 0.02);
  for (let row = 0; row < edge; row++) {
    for (let column = 0; column < edge; column++) {
      const value = (data[row * edge + column] ?? 0) / brightest;
      pixels[(top + row) * width + left + column] = Math.round(255 * value);
    }
  }
}
