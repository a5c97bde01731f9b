import type { TrainingPreset } from "../../../protocol/run/training-document.ts";

/** Good ways to train, the quickest first. Times are rough ones for two cores and images of some hundred pixels. */
export const trainingPresets: readonly TrainingPreset[] = [
  {
    id: "quick",
    title: "Quick look",
    description:
      "The organelle network that comes with the package is kept as it is, and only a small classifier learns on what it sees. Best for a first look, and with few images.",
    time: "Seconds to a few minutes",
    images: "From about 10 images of each class",
    options: { freeze: true },
  },
  {
    id: "own",
    title: "Own network",
    description:
      "A compact network learns from your images alone, from nothing. Better than the quick look once there are many: 78 against 72 % right on 1,900 images of nuclei.",
    time: "Minutes to an hour",
    images: "From about 100 images of each class",
    options: {},
  },
  {
    id: "tuned",
    title: "Fine-tuned network",
    description:
      "Begins with the organelle network and trains all of it further on your images. Worth a try when images are too few for a network of their own.",
    time: "Minutes to an hour",
    images: "From about 30 images of each class",
    options: { fineTune: "all" },
  },
  {
    id: "forest",
    title: "Shape and texture",
    description:
      "Measures shape and texture of every image and lets a random forest decide. No network: every measurement has a name, but there are no heat maps by gradient.",
    time: "Seconds to minutes",
    images: "From about 20 images of each class",
    options: { model: "forest" },
  },
  {
    id: "paper",
    title: "As in the paper",
    description:
      "The convolutional network and the recipe of Li et al. (2021), to the letter. For comparison with the published results.",
    time: "Hours",
    images: "Hundreds of images of each class",
    options: { model: "paper-cnn", recipe: "paper" },
  },
];
