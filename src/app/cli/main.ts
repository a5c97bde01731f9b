#!/usr/bin/env node
import { readFileSync } from "node:fs";
import type { CommandEntry } from "./program.ts";

/** Every command: its name, what it does in one line, and the file that is loaded when it is chosen. */
const entries: readonly CommandEntry[] = [
  {
    name: "demo",
    summary: "Do everything once on made-up images: train, score, report",
    load: async () => (await import("./commands/demo.ts")).demoCommand,
  },
  {
    name: "serve",
    summary: "Open the page: the whole study in a browser, on this machine alone",
    load: async () => (await import("./commands/serve.ts")).serveCommand,
  },
  {
    name: "phantoms",
    summary: "Make up organelle images with known truth, in the six classes of the paper",
    load: async () => (await import("./commands/phantoms.ts")).phantomsCommand,
  },
  {
    name: "inspect",
    summary: "Say what is in a data set, and what is strange about it",
    load: async () => (await import("./commands/inspect.ts")).inspectCommand,
  },
  {
    name: "partition",
    summary: "Cut a data set into train, val and test, or into folds",
    load: async () => (await import("./commands/partition.ts")).partitionCommand,
  },
  {
    name: "tiles",
    summary: "Write the paper's tiles: quarters, and for training their 8 symmetries",
    load: async () => (await import("./commands/tiles.ts")).tilesCommand,
  },
  {
    name: "train",
    summary: "Train a classifier, score it on images it has not seen, write a report",
    load: async () => (await import("./commands/train.ts")).trainCommand,
  },
  {
    name: "study",
    summary: "Train several models on the same images, compare them, write one report",
    load: async () => (await import("./commands/study.ts")).studyCommand,
  },
  {
    name: "evaluate",
    summary: "Score a model or stored predictions, with intervals",
    load: async () => (await import("./commands/evaluate.ts")).evaluateCommand,
  },
  {
    name: "predict",
    summary: "Classify new images with a trained model",
    load: async () => (await import("./commands/predict.ts")).predictCommand,
  },
  {
    name: "quantize",
    summary: "Make a run's network faster: 8 bits, calibrated, measured beside float32",
    load: async () => (await import("./commands/quantize.ts")).quantizeCommand,
  },
  {
    name: "explain",
    summary: "Show what verdicts rest on, image by image, and test whether that can be believed",
    load: async () => (await import("./commands/explain.ts")).explainCommand,
  },
  {
    name: "visualize",
    summary: "Show what a run's network has learnt, and the images as it sees them",
    load: async () => (await import("./commands/visualize.ts")).visualizeCommand,
  },
  {
    name: "report",
    summary: "Write the report of a run anew",
    load: async () => (await import("./commands/report.ts")).reportCommand,
  },
  {
    name: "features",
    summary: "Write what a pretrained network sees in every image, for other programs",
    load: async () => (await import("./commands/features.ts")).featuresCommand,
  },
  {
    name: "backbone",
    summary: "List, download, add and remove pretrained networks",
    load: async () => (await import("./commands/backbone.ts")).backboneCommand,
  },
];

const words = process.argv.slice(2);
const version = readVersion();
if (words[0] === "--version") {
  // Answered before anything else is loaded: scripts ask often.
  process.stdout.write(`${version}\n`);
} else {
  const { runSession } = await import("./session.ts");
  process.exitCode = await runSession(words, entries, version);
}

function readVersion(): string {
  const text = readFileSync(new URL("../../../package.json", import.meta.url), "utf8");
  const content: { readonly version: string } = JSON.parse(text);
  return content.version;
}
