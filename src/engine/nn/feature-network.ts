import type { Value } from "../graph/graph.ts";
import type { Scope } from "./scope.ts";

/** What a network without a classifier gives. */
export interface NetworkFeatures {
  /** [N, F]: the mean of each channel of `map`. */
  readonly features: Value;
  /** [N, F, H', W']: the last feature map. */
  readonly map: Value;
}

/** A network without a classifier: from images [N, 3, H, W], scaled as the network expects, to features. */
export type FeatureNetwork = (scope: Scope, images: Value) => NetworkFeatures;

/** Whose habits of padding, pooling and normalisation a network follows: weights work only with their own. */
export type Convention = "keras" | "torch";
