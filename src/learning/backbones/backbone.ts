import type { Graph } from "../../engine/graph/graph.ts";

/** How pixels become the input of a network: for values in 0..1 it sees (x - mean) / deviation, channel by channel. */
export interface InputScaling {
  /** Red, green, blue. */
  readonly mean: readonly [number, number, number];
  readonly deviation: readonly [number, number, number];
  /** Order of the channels that the network expects. */
  readonly order: "rgb" | "bgr";
}

export type InputScalingName = "torch" | "tensorflow" | "caffe" | "unit";

/** The scalings in use, by the names of Keras Applications' `mode`; `unit` leaves 0..1 as it is. */
export const inputScalings: Readonly<Record<InputScalingName, InputScaling>> = {
  torch: { mean: [0.485, 0.456, 0.406], deviation: [0.229, 0.224, 0.225], order: "rgb" },
  tensorflow: { mean: [0.5, 0.5, 0.5], deviation: [0.5, 0.5, 0.5], order: "rgb" },
  caffe: {
    mean: [123.68 / 255, 116.779 / 255, 103.939 / 255],
    deviation: [1 / 255, 1 / 255, 1 / 255],
    order: "bgr",
  },
  unit: { mean: [0, 0, 0], deviation: [1, 1, 1], order: "rgb" },
};

/** Whose weights these are, for the record of a run and its report. */
export interface WeightsOrigin {
  /** "imagenet", "formula-driven", "rule-made", "file": what the weights come from. */
  readonly weights: string;
  readonly licence?: string | undefined;
  /** Reference of the network, with its doi. */
  readonly citation?: string | undefined;
  /** Where the file was got from. */
  readonly address?: string | undefined;
}

/** A network whose features serve another task: a graph with its weights, and how to feed it. */
export interface Backbone {
  /** "mobilenet-v2", or the name of a file without its ending. */
  readonly name: string;
  /** Phrase for reports: "MobileNet v2 (width 1.0)". */
  readonly title: string;
  /** One input of images, already scaled; weights are stored inside. */
  readonly graph: Graph;
  /** Name of the value [N, F] (or [N, F, H, W], which is averaged over its pixels) that the features are. */
  readonly tap: string;
  readonly layout: "NCHW" | "NHWC";
  /** Of the input. */
  readonly channels: 1 | 3;
  /** Height and width that the network was made for. */
  readonly size: number;
  /** Whether other sizes can be given. */
  readonly resizable: boolean;
  /** Up to here images that are larger than `size` are best seen at their own; without it at `size`. */
  readonly largestSize?: number;
  readonly scaling: InputScaling;
  /** SHA-256, in hex, of weights, tap and scaling: equal hashes give equal features. */
  readonly hash: string;
  readonly origin: WeightsOrigin;
}
