import { MorError } from "../../../errors.ts";
import type { SpatialLayer } from "../../../learning/explanation/model/explainable-model.ts";
import { withoutPooling } from "../../../learning/explanation/model/without-pooling.ts";
import { nearest } from "../nearest.ts";

/**
 * The layers to look into: those that are named, with commas between, or one early, one in the middle and the last that is
 * no pooling.
 * @throws MorError `usage` for a layer that does not exist: the likely one is named, and all are listed.
 */
export function chooseLayers(layers: readonly SpatialLayer[], wanted: string | undefined): SpatialLayer[] {
  if (wanted === undefined) {
    const plain = withoutPooling(layers);
    const last = plain.length - 1;
    return [...new Set([0, Math.round(last / 2), last])].flatMap((at) => plain[at] ?? []);
  }
  const names = [...new Set(splitList(wanted))];
  return names.map((name) => {
    const found = layers.find((layer) => layer.name === name);
    if (found) return found;
    const all = layers.map((layer) => layer.name);
    const meant = nearest(name, all);
    const listed = all.length > 0 ? `There are: ${all.join(", ")}.` : "The network has no layer with pixels.";
    throw new MorError("usage", `Expected layers of the network, got "${name}"`, {
      hint: meant === undefined ? listed : `Did you mean ${meant}? ${listed}`,
    });
  });
}

/** "a, b" -> ["a", "b"] */
export function splitList(text: string): string[] {
  return text
    .split(",")
    .map((word) => word.trim())
    .filter((word) => word !== "");
}

/** Words of a list that must be some of the known ones. @throws MorError `usage` */
export function chooseWords<Word extends string>(
  text: string,
  known: readonly Word[],
  option: string,
): Word[] {
  const words = [...new Set(splitList(text))];
  const found = words.map((word) => {
    const match = known.find((name) => name === word);
    if (match !== undefined) return match;
    const meant = nearest(word, known);
    throw new MorError("usage", `Expected ${option} to be some of ${known.join(", ")}, got "${word}"`, {
      hint: meant === undefined ? "Separate several by commas." : `Did you mean ${meant}?`,
    });
  });
  if (found.length > 0) return found;
  throw new MorError("usage", `Expected ${option} to name at least one of ${known.join(", ")}, got none`);
}
