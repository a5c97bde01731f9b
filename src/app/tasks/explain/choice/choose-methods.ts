import { MorError } from "../../../../errors.ts";
import type { ExplanationMethod, MethodName } from "../../../../learning/explanation/methods/method.ts";
import { explanationMethods } from "../../../../learning/explanation/methods/methods.ts";
import type { ExplainableModel } from "../../../../learning/explanation/model/explainable-model.ts";
import { withoutPooling } from "../../../../learning/explanation/model/without-pooling.ts";
import { nearest } from "../../nearest.ts";

/** Every method, in the order of its table. */
export const methodNames: readonly MethodName[] = Object.keys(explanationMethods) as MethodName[]; // a record of them

/** What is shown unless something else is asked for: where there are layers, one map of regions and one of pixels. */
const usualMethods = {
  layers: ["grad-cam", "smooth-grad"],
  gradients: ["smooth-grad"],
  scores: ["occlusion"],
} as const satisfies Readonly<Record<ExplanationMethod["needs"], readonly MethodName[]>>;

/**
 * The methods that a list names: "grad-cam, rise", or "all" for all that apply to the model; by default a few that do.
 * @throws MorError `usage` for a name that is none, with the nearest that is, and for methods that do not apply, with those that do.
 */
export function chooseMethods(
  list: string | undefined,
  model: ExplainableModel,
): readonly ExplanationMethod[] {
  if (list === undefined) return usualMethods[offerOf(model)].map((name) => explanationMethods[name]);
  const applying = methodNames.filter((name) => appliesTo(explanationMethods[name], model));
  const words = [...new Set(list.split(",").map((word) => word.trim().toLowerCase()))].filter(
    (word) => word !== "",
  );
  if (words.length === 0) throw unknownMethod(list);
  if (words.includes("all")) return applying.map((name) => explanationMethods[name]);
  const names = words.map((word) => {
    const name = methodNames.find((candidate) => candidate === word);
    if (name === undefined) throw unknownMethod(word);
    return name;
  });
  const wrong = names.filter((name) => !applying.includes(name));
  if (wrong.length > 0) {
    const kind =
      model.network === undefined
        ? "a classical model, which has scores alone"
        : "a network without layers that have pixels";
    throw new MorError("usage", `Expected methods that apply to ${kind}, got ${wrong.join(", ")}`, {
      hint: `Give --method ${applying.join(",")}, or some of these.`,
    });
  }
  return names.map((name) => explanationMethods[name]);
}

/**
 * Name of the layer that class activation maps are taken at; undefined where no method takes any.
 * @throws MorError `usage` for a layer that does not exist, with the nearest name and all that do.
 */
export function chooseLayerName(
  wanted: string | undefined,
  methods: readonly ExplanationMethod[],
  { network }: ExplainableModel,
): string | undefined {
  const layers = network?.layers ?? [];
  const needed = methods.some(({ needs }) => needs === "layers");
  if (wanted === undefined) return needed ? withoutPooling(layers).at(-1)?.name : undefined;
  const names = layers.map(({ name }) => name);
  if (names.includes(wanted)) return needed ? wanted : undefined;
  if (names.length === 0) {
    throw new MorError("usage", `Expected a model with layers for --layer, got one without`, {
      hint: "Leave out --layer.",
    });
  }
  const meant = nearest(wanted, names);
  const sizes = layers.map(
    ({ name, channels, height, width }) => `${name} (${channels} x ${height} x ${width})`,
  );
  throw new MorError("usage", `Expected a layer of the network, got "${wanted}"`, {
    hint: `${meant === undefined ? "" : `Did you mean "${meant}"? `}Layers, first to last: ${sizes.join(", ")}.`,
  });
}

/** Index of a class. @throws MorError `usage` for one that does not exist, with the nearest name and all that do. */
export function chooseClass(wanted: string | undefined, classes: readonly string[]): number | undefined {
  if (wanted === undefined) return undefined;
  const index = classes.indexOf(wanted);
  if (index >= 0) return index;
  const meant = nearest(wanted, classes);
  throw new MorError("usage", `Expected a class of the model, got "${wanted}"`, {
    hint: `${meant === undefined ? "" : `Did you mean "${meant}"? `}Classes: ${classes.join(", ")}.`,
  });
}

function appliesTo({ needs }: ExplanationMethod, model: ExplainableModel): boolean {
  const offer = offerOf(model);
  return needs === "scores" || needs === offer || offer === "layers";
}

/** The most that a method may need of a model. */
function offerOf({ network }: ExplainableModel): ExplanationMethod["needs"] {
  if (!network) return "scores";
  return network.layers.length > 0 ? "layers" : "gradients";
}

function unknownMethod(word: string): MorError {
  const meant = nearest(word, methodNames);
  return new MorError("usage", `Expected a method, got "${word}"`, {
    hint: `${meant === undefined ? "" : `Did you mean "${meant}"? `}Methods: ${methodNames.join(", ")}; or all.`,
  });
}
