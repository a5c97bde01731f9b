/** The nine networks of the paper, in its order. */
export type ArchitectureName =
  | "inception-v3"
  | "vgg16"
  | "resnet50-v2"
  | "resnet101-v2"
  | "resnet152-v2"
  | "mobilenet-v2"
  | "densenet121"
  | "densenet169"
  | "densenet201";

export const architectureNames: readonly ArchitectureName[] = [
  "inception-v3",
  "vgg16",
  "resnet50-v2",
  "resnet101-v2",
  "resnet152-v2",
  "mobilenet-v2",
  "densenet121",
  "densenet169",
  "densenet201",
];
