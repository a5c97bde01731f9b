import type { Weights } from "../../../engine/nn/scope.ts";
import { MorError } from "../../../errors.ts";
import type { ArchitectureName } from "../architecture-name.ts";
import type { ArchitectureOptions } from "../architectures.ts";
import { architectures } from "../architectures.ts";
import type { InputScalingName } from "../backbone.ts";

export type WeightsFormat = "keras" | "timm";

/** Which network a file of weights is for. */
export interface WeightsFit {
  readonly architecture: ArchitectureName;
  /** For `architectures[architecture].network`: the weights give their features with these alone. */
  readonly options: ArchitectureOptions;
  readonly format: WeightsFormat;
  /** How inputs were scaled when the published weights of that format were trained. */
  readonly scaling: InputScalingName;
}

/** Weights of one of the nine networks, in our layout and by our names. */
export interface BackboneWeights extends WeightsFit {
  readonly weights: Weights;
}

/** Widths of MobileNet v2 for which weights are published; the usual one first. */
const publishedWidths = [1, 0.35, 0.5, 0.75, 1.3, 1.4] as const;

/** The options that are tried for a network: its widths, or the one that was asked for. */
export function optionsToTry(architecture: ArchitectureName, width?: number): readonly ArchitectureOptions[] {
  if (architecture !== "mobilenet-v2") return [{}];
  return (width === undefined ? publishedWidths : [width]).map((value) => ({ width: value }));
}

/** "MobileNet v2", "MobileNet v2 (width 0.35)". */
export function titleOf(architecture: ArchitectureName, { width }: ArchitectureOptions = {}): string {
  const { title } = architectures[architecture];
  return width === undefined || width === 1 ? title : `${title} (width ${width})`;
}

export function invalidWeights(message: string, path: string, cause?: unknown): MorError {
  return new MorError("model-invalid", `${message} (${path}).`, {
    path,
    cause,
    hint:
      "Weights are read from the HDF5 files of Keras Applications and from safetensors files with timm's names; the file " +
      "may also be truncated: compare its size and checksum with those of its source.",
  });
}
