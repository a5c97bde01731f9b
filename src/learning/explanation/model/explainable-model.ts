import type { Builder } from "../../../engine/graph/builder.ts";
import type { Graph, Value } from "../../../engine/graph/graph.ts";
import type { Session } from "../../../engine/runtime/session.ts";

/** Size of one input of a model: it takes [N, channels, height, width]. */
export interface InputSize {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

/** A value of a network that still has pixels: [N, channels, height, width]. */
export interface SpatialLayer {
  /** What it is called in `--layer`: "block2.second", "stage1", "block2/add". */
  readonly name: string;
  /** Name of the value in the graph. */
  readonly value: string;
  /** The operator that makes the layer what it is: "Conv", "Add", "Concat", "MaxPool". */
  readonly op: string;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

/** What a graph derived from a network can build on. */
export interface NetworkParts {
  readonly b: Builder;
  /** [batch, C, H, W], the input of the graph. */
  readonly images: Value;
  /** [batch, K], before the softmax. */
  readonly logits: Value;
  /** A value of the network by its name in the graph, as `SpatialLayer` has it. */
  value(name: string): Value;
}

/** A network, open to be looked into. */
export interface ExplainableNetwork {
  /** `images` [N, C, H, W] -> `logits` [N, K], with the weights inside. */
  readonly graph: Graph;
  /** Layers with pixels on the way from images to logits, first to last; empty for a network without convolution. */
  readonly layers: readonly SpatialLayer[];
  /** What the last dense layer reads, [N, F]; undefined where the network has no such value. */
  readonly features: string | undefined;
  /**
   * A session for a graph that `write` adds outputs to. The graph has fixed sizes, so it can be differentiated, and takes
   * `images` [batch, C, H, W] beside the inputs that `write` declares. It is kept until the model is closed: the
   * same key gives the same session.
   * @param key names what is written, batch not included.
   */
  derive(key: string, batch: number, write: (parts: NetworkParts) => void): Promise<Session>;
}

/** A model whose verdicts can be explained. */
export interface ExplainableModel {
  readonly classCount: number;
  readonly input: InputSize;
  /** Probabilities [count, K] for inputs [count, C, H, W]: of one view, before any calibration. */
  score(inputs: Float32Array, count: number): Promise<Float32Array>;
  /** Undefined for a classical model, which has scores alone. */
  readonly network: ExplainableNetwork | undefined;
  close(): Promise<void>;
}
