import type { TrainingKey } from "./training-key.ts";

interface OptionWords {
  /** What it does and what it is left empty for, as full sentences. */
  readonly description: string;
  /** What the choices are called, where their names do not say it. */
  readonly choices?: Readonly<Record<string, string>>;
}

/** What each option of training is in plain words: the page has no command line beside it that could explain. */
export const optionWords: Readonly<Record<TrainingKey, OptionWords>> = {
  model: {
    description: "What learns from your images alone. Left empty: the small network.",
    choices: {
      resnet: "Small network (resnet)",
      "paper-cnn": "The network of the paper",
      forest: "Random forest: classical, seconds",
      svm: "Support vector machine: classical, seconds",
      logistic: "Logistic regression: classical, seconds",
    },
  },
  width: {
    description:
      "How many patterns the small network looks for in its first layer. Half as many learn four times as fast and see a little less. Left empty: 32.",
  },
  backbone: {
    description:
      "A network that has seen other images before, to build on: organelle comes along; or the path of an ONNX file. Left empty: none, or organelle where another option needs one.",
  },
  freeze: {
    description:
      "It looks at each image once and does not change; only a small classifier learns. Fast, and good for few images.",
  },
  fineTune: {
    description:
      "How much of the pretrained network learns as well: all, or how many of its last blocks, as a number. Left empty: nothing of it.",
  },
  head: {
    description: "What tells the classes apart by what the pretrained network sees.",
    choices: {
      logistic: "Logistic regression (usual)",
      linear: "Linear layer, as in the paper",
      dense: "Small network with one hidden layer",
    },
  },
  views: {
    description:
      "In how many turned and mirrored copies each image is learnt from while the pretrained network stays as it is. 1 is faster. Left empty: 8.",
  },
  earlyRate: {
    description:
      "For a pretrained network that is trained further. Its first layers know edges and spots already and need to change less than its last ones: 0.1 is a tenth as fast.",
  },
  batchNorm: {
    description:
      "For a pretrained network that is trained further: whether it goes on to expect the brightness that it is used to.",
    choices: { frozen: "Yes: safer with few images", trained: "No: it gets used to yours" },
  },
  tap: {
    description:
      "For ONNX files, by those who know them: the name of the value that is taken as what the network sees. Left empty: the last one before its own classes.",
  },
  inputScaling: {
    description: "For ONNX files: which values their pixels shall have. Who made the file can tell.",
    choices: {
      torch: "As in PyTorch (usual)",
      tensorflow: "As in TensorFlow: −1 to 1",
      caffe: "As in Caffe",
      unit: "0 to 1",
    },
  },
  weights: {
    description: "What a pretrained network knows at the start.",
    choices: {
      imagenet: "What it has learnt before",
      "rule-made": "Nothing: only to try that all works",
    },
  },
  input: {
    description: "What the classical methods look at.",
    choices: { measurements: "Measured shape and texture (better)", pixels: "Pixels, as in the paper" },
  },
  recipe: {
    description: "Defaults that fit together, for all that is left empty here.",
    choices: { modern: "Modern (better)", paper: "That of the paper, to the letter" },
  },
  epochs: {
    description:
      "How often it goes through all images; more takes longer. Left empty: 40; 13 where a pretrained network is trained further; 100 by the recipe of the paper.",
  },
  learningRate: {
    description:
      "How far a step may change the model at most: too far and it jumps about, too little and it hardly moves. Left empty: 0.004; 0.001 for a pretrained network; 0.0001 by the recipe of the paper.",
  },
  batch: {
    description:
      "How many it looks at before it changes; fewer need less memory. Left empty: 64; 32 for a pretrained network; 128 by the recipe of the paper.",
  },
  stepsPerEpoch: {
    description:
      "How many steps make one epoch. Left empty: once through all images; 100 by the recipe of the paper.",
  },
  select: {
    description:
      "The state of the model that is kept in the end. Left empty: the last; the best by the recipe of the paper.",
    choices: { best: "The best on the validation images", last: "The last" },
  },
  seed: { description: "Chance is drawn by this number: the same one makes the same model again." },
  size: {
    description:
      "All images are made so high and wide for the model. More shows finer structures and takes longer. Left empty: as they are, 128 at most, or what the pretrained network wants.",
  },
  tiles: {
    description:
      "Whether an image is learnt from in four quarters. Left empty: where it is large enough, from 192 pixels; always by the recipe of the paper.",
    choices: { auto: "Where it is large enough", quarters: "Always", whole: "Never" },
  },
  intensity: {
    description:
      "How brightness is made comparable. Left empty: what suits the model; the whole range by the recipe of the paper.",
    choices: {
      "per-image": "Each image by its own mean and spread",
      percentile: "Each image between two of its percentiles",
      "full-range": "The whole range of the file, unchanged",
    },
  },
  percentiles: {
    description:
      "Where brightness is scaled between percentiles: the percentage of the pixels that becomes black, a colon, and that from which on they are white.",
  },
  page: {
    description:
      "Which page of files with several, counted from 1. Left empty: all, at each place the brightest.",
  },
  ratio: {
    description:
      "To learn from, to watch progress on, and for the score: 8:1:1 is 80, 10 and 10 %. 8:2:0 keeps none for a score at the end.",
  },
  assigned: {
    description: "What becomes of the one that you have kept on the page of the partition.",
    choices: { keep: "It is used", ignore: "The images are parted anew" },
  },
  by: {
    description:
      "The column of the table of images that says which belong together: plant, leaf, session. Left empty: the groups as the page of the images shows them.",
  },
  byPattern: {
    description:
      "A pattern in file names that says which images belong together, such as plant-(\\d+). The page of the images shows what one finds.",
  },
  allowLeak: {
    description:
      "Trains although images of one group are both learnt from and tested on. The score will be better than the truth.",
  },
  maxBroken: {
    description:
      "How many images may be unreadable before training refuses to begin: 0.01 is one in a hundred.",
  },
  skipDuplicates: {
    description: "Begins sooner; copies of an image in several parts are not noticed then.",
  },
  device: {
    description: "What computes. The processor always works.",
    choices: {
      cpu: "Processor",
      webgpu: "Graphics card (WebGPU)",
      cuda: "NVIDIA graphics card (CUDA)",
      coreml: "Apple (Core ML)",
      dml: "Graphics card in Windows (DirectML)",
    },
  },
  threads: { description: "Cores of the processor that work on it; fewer leave room for other work." },
};
