import { fileURLToPath } from "node:url";
import type { Backbone, WeightsOrigin } from "./backbone.ts";
import { onnxBackbone } from "./onnx-backbone.ts";

/** What is known of the backbone that comes with the package; its model card is weights/organelle.md. */
export const organelle: {
  readonly name: string;
  readonly title: string;
  /** Height and width of the images that it learnt from, and up to which larger ones keep their size. */
  readonly size: number;
  readonly largestSize: number;
  readonly origin: WeightsOrigin;
  readonly file: string;
} = {
  name: "organelle",
  title: "organelle network (trained on rule-made fluorescence images)",
  size: 64,
  largestSize: 128,
  origin: {
    weights: "formula-driven",
    licence: "MIT",
    citation: "formula-driven pre-training after Kataoka et al. 2022, doi:10.1007/s11263-021-01555-8",
  },
  // The same three steps up from src/ and from dist/.
  file: fileURLToPath(new URL("../../../weights/organelle.onnx", import.meta.url)),
};

/**
 * The backbone that comes with the package: one channel, images of 32 px and more, nothing to download.
 * @throws MorError as `readOnnx`, where the package is incomplete.
 */
export function organelleBackbone(): Backbone {
  const { name, title, size, largestSize, origin, file } = organelle;
  const read = onnxBackbone(file, { name, tap: "features", scaling: "unit", origin });
  return { ...read, title, size, largestSize };
}
