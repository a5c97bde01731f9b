import { createBuilder } from "../../../engine/graph/builder.ts";
import type { Graph, Value } from "../../../engine/graph/graph.ts";
import { indexGraph } from "../../../engine/graph/graph-index.ts";
import { importGraph } from "../../../engine/graph/onnx/import-graph.ts";
import { cutGraph } from "../../../engine/graph/prune-graph.ts";
import { openSession, type Session, type SessionOptions } from "../../../engine/runtime/session.ts";
import { MorError } from "../../../errors.ts";
import { tensor } from "../../../tensor/tensor.ts";
import { findInput } from "../../backbones/find-input.ts";
import { findTap } from "../../backbones/find-tap.ts";
import type { ExplainableModel, InputSize, NetworkParts } from "./explainable-model.ts";
import { findLayers } from "./find-layers.ts";

export interface NetworkModelOptions extends SessionOptions {
  /** Named in errors. */
  readonly path: string;
  /** Height and width for a network that takes any; 224 by default. */
  readonly size?: number;
}

/** Height and width that networks of any size are given. */
const usualSize = 224;

/**
 * Opens a classifier to be looked into: any graph with one input of images and an output of logits [N, K], named `logits`
 * or the only one with two axes; of probabilities, what the softmax reads is taken.
 * @throws MorError `model-invalid` for a graph that is no classifier of images; as `openSession`.
 */
export async function openNetworkModel(
  graph: Graph,
  { path, size = usualSize, ...session }: NetworkModelOptions,
): Promise<ExplainableModel> {
  const network = toLogits(graph, path, size);
  const sessions = new Map<string, Promise<Session>>();
  const opened = (key: string, build: () => Graph): Promise<Session> => {
    const known = sessions.get(key);
    if (known) return known;
    const opening = openSession(build(), session);
    sessions.set(key, opening);
    opening.catch(() => sessions.delete(key)); // whoever waits for it is told why
    return opening;
  };
  const { b, input, logits } = replay(network, 1);
  const classCount = Number(logits.shape[1]);
  return {
    classCount,
    input,
    async score(inputs, count) {
      const scorer = await opened("score", () => withProbabilities(network));
      const { channels, height, width } = input;
      const { probabilities } = await scorer.run({
        images: tensor("float32", [count, channels, height, width], inputs),
      });
      return probabilities?.data as Float32Array; // a float32 output of the graph
    },
    network: {
      graph: network,
      layers: findLayers(network, b),
      features: featuresOf(network, path),
      derive: (key, batch, write) =>
        opened(`${batch} ${key}`, () => {
          const parts = replay(network, batch);
          write(parts);
          return parts.b.build();
        }),
    },
    async close() {
      const open = await Promise.allSettled(sessions.values());
      for (const result of open) if (result.status === "fulfilled") await result.value.close();
    },
  };
}

/** The network in a builder of its own, with a batch of known size. */
function replay(graph: Graph, batch: number): NetworkParts & { readonly input: InputSize } {
  const b = createBuilder("explanation.");
  const [channels = 0, height = 0, width = 0] = graph.inputs[0]?.shape.slice(1).map(Number) ?? [];
  const images = b.input("images", "float32", [batch, channels, height, width]);
  const { logits } = importGraph(b, graph, { inputs: { images } });
  if (!logits) throw new MorError("graph-invalid", 'Expected an output named "logits", got none');
  return { b, images, logits, input: { channels, height, width }, value: (name) => b.value(name) };
}

/** Any classifier as `images` [N, C, H, W] -> `logits` [N, K]. */
function toLogits(graph: Graph, path: string, size: number): Graph {
  const { name, layout, channels, size: fixed } = findInput(graph, path);
  const side = fixed ?? size;
  const answer = findAnswer(graph, path);
  const b = createBuilder("classifier.");
  const [input] = graph.inputs;
  // A network of ours may have sides of different length; others were checked to be square.
  const [height, width] =
    layout === "NCHW" && typeof input?.shape[2] === "number" ? input.shape.slice(2) : [side, side];
  const images = b.input("images", "float32", ["N", channels, height ?? side, width ?? side]);
  const given = layout === "NCHW" ? images : b.op("Transpose", [images], { perm: [0, 2, 3, 1] });
  const values = importGraph(b, cutGraph(graph, answer), { inputs: { [name]: given } });
  const logits = values[answer];
  if (!logits) throw new MorError("graph-invalid", `Nothing makes the value "${answer}"`);
  const flat = logits.shape.length === 2 ? logits : b.op("Flatten", [logits], { axis: 1 });
  b.output(flat, "logits");
  return b.build();
}

/** Name of the value that holds the logits. */
function findAnswer(graph: Graph, path: string): string {
  const named = graph.outputs.find(({ name }) => name === "logits");
  const flat = graph.outputs.filter(({ dtype, shape }) => dtype.startsWith("float") && shape.length === 2);
  const [answer] = named ? [named] : flat.filter(({ name }) => !/feature|embed|pool/i.test(name));
  if (!answer) {
    const said = graph.outputs.map(({ name, shape }) => `${name} [${shape}]`).join(", ");
    throw new MorError(
      "model-invalid",
      `Expected a network with an output of class scores [N, K], got ${said} (${path})`,
      {
        hint: "Explanations need a classifier; train one on top of this network with mor train --backbone.",
        path,
      },
    );
  }
  const { producer } = indexGraph(graph);
  let name = answer.name;
  for (let node = producer(name); node; node = producer(name)) {
    if (node.op !== "Identity" && node.op !== "Softmax" && node.op !== "LogSoftmax") break;
    name = node.inputs[0] ?? name;
    if (node.op !== "Identity") break;
  }
  return name;
}

function withProbabilities(network: Graph): Graph {
  const b = createBuilder("explanation.");
  const [input] = network.inputs;
  const images = b.input("images", "float32", input?.shape ?? []);
  const { logits } = importGraph(b, network, { inputs: { images } });
  b.output(b.op("Softmax", [logits as Value], { axis: 1 }), "probabilities"); // toLogits has made this output
  return b.build();
}

function featuresOf(network: Graph, path: string): string | undefined {
  try {
    const tap = findTap(network, path);
    return tap === "logits" ? undefined : tap;
  } catch (error) {
    if (error instanceof MorError) return undefined; // several values could be meant
    throw error;
  }
}
