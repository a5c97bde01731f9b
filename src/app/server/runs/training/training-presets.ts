import type { TrainingPreset } from "../../../protocol/run/training-document.ts";

/**
 * Good ways to train, the quickest first. Times were measured on two cores with made-up images of 128 pixels, 30 of each of
 * six classes, and are about right for others of this size; numbers of images are rules of thumb.
 */
export const trainingPresets: readonly TrainingPreset[] = [
  {
    id: "quick",
    title: "Quick look",
    description:
      "The organelle network that comes with the package is kept as it is, and only a small classifier learns on what it sees. Best for a first look, and with few images.",
    time: "About 10 seconds for 200 images, 1 minute for 1,000",
    images: "From about 10 images of each class",
    options: { freeze: true },
  },
  {
    id: "own",
    title: "Own network",
    description:
      "A compact network learns from your images alone, from nothing. Better than the quick look once there are many: 78 against 72 % right on 1,900 images of nuclei.",
    time: "About 3 minutes for 200 images, 15 for 1,000",
    images: "From about 100 images of each class",
    options: {},
  },
  {
    id: "tuned",
    title: "Fine-tuned network",
    description:
      "Begins with the organelle network and trains all of it further on your images. Worth a try when images are too few for a network of their own.",
    time: "About 1 minute for 200 images, 5 for 1,000",
    images: "From about 30 images of each class",
    options: { fineTune: "all" },
  },
  {
    id: "forest",
    title: "Shape and texture",
    description:
      "Measures shape and texture of every image and lets a random forest decide. No network: every measurement has a name, but there are no heat maps by gradient.",
    time: "About half a minute for 200 images, 2 minutes for 1,000",
    images: "From about 20 images of each class",
    options: { model: "forest" },
  },
  {
    id: "paper",
    title: "As in the paper",
    description:
      "The convolutional network and the recipe of Li et al. (2021), to the letter. For comparison with the published results.",
    time: "About 4 hours, however many images",
    images: "From about 300 images of each class",
    options: { model: "paper-cnn", recipe: "paper" },
  },
];
