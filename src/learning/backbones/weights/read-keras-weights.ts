import type { ArchitectureName } from "../architecture-name.ts";
import { type ArchitectureOptions, architectures } from "../architectures.ts";
import {
  type BackboneWeights,
  invalidWeights,
  optionsToTry,
  titleOf,
  type WeightsFit,
} from "./backbone-weights.ts";
import { type StoredLayer, withKerasFile } from "./keras-file.ts";
import { fromKeras, kerasWeights } from "./keras-weights.ts";
import { type LayerMatch, matchKerasLayers } from "./match-keras-layers.ts";

/**
 * Reads a weight file of Keras in its legacy HDF5 layout: the official files of Keras Applications, with the classifier
 * or without, and what `model.save_weights("name.h5")` wrote up to Keras 2.
 * @param options.width of MobileNet v2; without it the published widths are tried.
 * @throws MorError `model-invalid` for a file that is damaged or of another network, naming the first mismatch;
 * `input-missing` for none.
 */
export function readKerasWeights(
  file: string,
  architecture: ArchitectureName,
  { width }: { readonly width?: number | undefined } = {},
): Promise<BackboneWeights> {
  return withKerasFile(file, (layers) => {
    const tries = optionsToTry(architecture, width).map((options) => ({
      options,
      match: matchOf(architecture, options, layers),
    }));
    for (const { options, match } of tries) {
      if (match.pairs === undefined) continue;
      const weights = new Map(
        match.pairs.map(([weight, stored]) => [weight.name, fromKeras(weight, stored.read())]),
      );
      return { ...fitOf(architecture, options), weights };
    }
    const [first] = tries;
    const title = titleOf(architecture, { width });
    throw invalidWeights(`No weights of ${title}: ${first?.match.problem ?? "it has no layers"}`, file);
  });
}

/** The networks, with their widths, whose layers are those of the file. */
export function kerasFits(
  file: string,
  architectureNames: readonly ArchitectureName[],
): Promise<readonly WeightsFit[]> {
  return withKerasFile(file, (layers) =>
    architectureNames.flatMap((architecture) =>
      optionsToTry(architecture)
        .filter((options) => matchOf(architecture, options, layers).pairs !== undefined)
        .map((options) => fitOf(architecture, options)),
    ),
  );
}

function matchOf(
  architecture: ArchitectureName,
  options: ArchitectureOptions,
  layers: readonly StoredLayer[],
): LayerMatch {
  return matchKerasLayers(kerasWeights(architectures[architecture].network(options)), layers);
}

function fitOf(architecture: ArchitectureName, options: ArchitectureOptions): WeightsFit {
  return { architecture, options, format: "keras", scaling: architectures[architecture].scaling };
}
