import { zerosFill } from "../../engine/nn/initializers.ts";
import { batchNorm, concat, dense } from "../../engine/nn/layers.ts";
import { type OrganelleNetOptions, organelleNet } from "../../engine/nn/networks/organelle-net.ts";
import type { Network } from "../../engine/nn/scope.ts";

/** How many outputs each task of pre-training has. */
export interface TaskWidths {
  /** Families of form, told apart. */
  readonly families: number;
  /** True values of the specimen, predicted. */
  readonly parameters: number;
  /** Measurements of the image, predicted. */
  readonly measurements: number;
}

/**
 * The organelle network with a linear head for each task; outputs [N, families + parameters + measurements] in this
 * order. The heads see features of mean 0 and deviation 1, as a linear probe does later.
 */
export function pretrainingNetwork(tasks: TaskWidths, options: OrganelleNetOptions = {}): Network {
  const body = organelleNet(options);
  return (scope, images) => {
    const features = batchNorm(scope, "heads.norm", body(scope, images).features, { scaled: false });
    const heads = Object.entries(tasks).filter(([, width]) => width > 0);
    // Zeros: training starts from equal odds and from the mean of every target.
    return concat(
      scope,
      heads.map(([name, width]) => dense(scope, `heads.${name}`, features, width, zerosFill)),
    );
  };
}
