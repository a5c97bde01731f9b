import type { Graph } from "../../engine/graph/graph.ts";
import { MorError } from "../../errors.ts";

/** The image input of a network. */
export interface ImageInput {
  readonly name: string;
  readonly layout: "NCHW" | "NHWC";
  readonly channels: 1 | 3;
  /** Height and width; undefined when the network takes any. */
  readonly size: number | undefined;
}

/**
 * Finds the one input that takes images: four axes, of which the second or the last has 1 or 3 channels.
 * @throws MorError `model-invalid` when there is none, or another input besides.
 */
export function findInput(graph: Graph, path: string): ImageInput {
  const [input, ...others] = graph.inputs;
  const said = graph.inputs.map(({ name, dtype, shape }) => `${name}: ${dtype} [${shape}]`).join(", ");
  const refuse = (expected: string): MorError =>
    new MorError("model-invalid", `Expected ${expected}, got ${said || "no input"} (${path})`, {
      hint: "Export the network with one image input, of 1 or 3 channels.",
      path,
    });
  if (!input || others.length > 0) throw refuse("a network with one input");
  const floating = input.dtype === "float32" || input.dtype === "float16";
  if (!floating || input.shape.length !== 4) throw refuse("an input of floating-point images with four axes");
  const [, second, third, last] = input.shape;
  const isChannels = (size: unknown): size is 1 | 3 => size === 1 || size === 3;
  const layout = isChannels(second) ? "NCHW" : isChannels(last) ? "NHWC" : undefined;
  if (!layout) throw refuse("an input with 1 or 3 channels, [N, C, H, W] or [N, H, W, C]");
  const [height, width] = layout === "NCHW" ? [third, last] : [second, third];
  if (typeof height === "number" && typeof width === "number" && height !== width)
    throw refuse("a square input");
  const size = [height, width].find((side) => typeof side === "number");
  return {
    name: input.name,
    layout,
    channels: (layout === "NCHW" ? second : last) === 1 ? 1 : 3,
    size: typeof size === "number" ? size : undefined,
  };
}
