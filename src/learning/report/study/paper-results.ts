/** The twelve models of Li et al. (2021). */
export type PaperModel =
  | "cnn"
  | "inception-v3"
  | "vgg16"
  | "resnet50-v2"
  | "resnet101-v2"
  | "resnet152-v2"
  | "mobilenet-v2"
  | "densenet121"
  | "densenet169"
  | "densenet201"
  | "svm"
  | "random-forest";

/**
 * Share of the 720 test tiles that each model has right, recomputed from the predictions that the authors store.
 *
 * Li et al. (2021), Plant Physiology 186:1786-1799, doi:10.1093/plphys/kiab223.
 */
export const paperTileAccuracy: Readonly<Record<PaperModel, number>> = {
  cnn: 0.958,
  "inception-v3": 0.953,
  vgg16: 0.863,
  "resnet50-v2": 0.804,
  "resnet101-v2": 0.804,
  "resnet152-v2": 0.811,
  "mobilenet-v2": 0.718,
  densenet121: 0.971,
  densenet169: 0.978,
  densenet201: 0.975,
  svm: 0.629,
  "random-forest": 0.618,
};
