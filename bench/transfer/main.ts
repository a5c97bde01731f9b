/** Measures how well networks transfer to a data set of groups: linear probes, fine-tuning, time per image. See `--help`. */
import { mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { openDataset } from "../../src/data/dataset/open-dataset.ts";
import { writeWhole } from "../../src/files/write-whole.ts";
import { root } from "../harness/run-child.ts";
import { measureTransfer, type TransferOptions } from "./measure-transfer.ts";
import { allNetworks } from "./networks.ts";
import { imagesOf, type PerClass } from "./protocol.ts";
import { openRecord, type Start } from "./record.ts";
import { differenceTable, formatMarkdown, formatText, probeTable, tuningTable } from "./table.ts";

const help = `npx tsx bench/transfer/main.ts [options]      (after npm run build)

  How well networks transfer: features of a frozen network and logistic regression, or fine-tuning, with few and with all
  images of each class. What is learnt and what is judged are folds of the train part; groups (movies) are never cut.

  --model NAME         what to measure, as often as wanted (all files of --weights, our own with its weights and with random
                       ones, "measurements", "chance"): a file of --weights without its ending, a path, a name of the store;
                       random:NAME is the same network with random weights; NAME,size=96,scaling=torch,tap=VALUE
  --probe --time --tune  what of it (--probe --time)
  --val                also the linear probe with all of train on the validation part: for the end, once
  --per-class LIST     images of each class (5,20,100,all); a class that has fewer gives all
  --folds N            folds of the train part (5)
  --draws N            subsets per fold where at most 20 images are drawn (3); one otherwise
  --tune-folds N       folds that are fine-tuned (1)
  --start LIST         what fine-tuning starts from (pretrained,random): pretrained, random (same network), resnet (mor train)
  --steps N            steps of fine-tuning at the least (400)
  --estimate           say how long fine-tuning would take, and stop
  --time-images N      images of each of five timed passes (1000)
  --time-seconds N     about as long for all passes; slow networks are timed on fewer images (60)
  --data FILE          manifest with label, split and group (../shared/data/mitocheck/manifest.csv)
  --weights DIR        folder of ONNX files (../shared/weights)
  --work DIR           folder of features and runs, kept between runs (in the system's temporary folder)
  --json FILE          finished measurements; what is there is not measured again (WORK/transfer.json)
  --markdown FILE      the tables as Markdown
  --tables             measure nothing, print the tables of --json
  --seed N             (0)
  --threads N          (2)

  npx tsx bench/transfer/main.ts --model squeezenet1_1 --per-class 5,all --probe
  npx tsx bench/transfer/main.ts --model organelle --model random:organelle --val
  npx tsx bench/transfer/main.ts --model organelle --tune --per-class 20 --tune-folds 5
  npx tsx bench/transfer/main.ts --tables --json cells.json --markdown transfer.md
`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      model: { type: "string", multiple: true },
      probe: { type: "boolean", default: false },
      time: { type: "boolean", default: false },
      tune: { type: "boolean", default: false },
      val: { type: "boolean", default: false },
      "per-class": { type: "string", default: "5,20,100,all" },
      folds: { type: "string", default: "5" },
      draws: { type: "string", default: "3" },
      "tune-folds": { type: "string", default: "1" },
      start: { type: "string", default: "pretrained,random" },
      steps: { type: "string", default: "400" },
      estimate: { type: "boolean", default: false },
      "time-images": { type: "string", default: "1000" },
      "time-seconds": { type: "string", default: "60" },
      data: { type: "string", default: join(root, "../shared/data/mitocheck/manifest.csv") },
      weights: { type: "string", default: join(root, "../shared/weights") },
      work: { type: "string", default: join(tmpdir(), "mor-transfer") },
      json: { type: "string" },
      markdown: { type: "string" },
      tables: { type: "boolean", default: false },
      seed: { type: "string", default: "0" },
      threads: { type: "string", default: "2" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(help);
    return;
  }
  const json = values.json ?? join(values.work, "transfer.json");
  await mkdir(values.work, { recursive: true });
  await mkdir(dirname(json), { recursive: true });
  const dataset = await openDataset(values.data);
  const images = imagesOf(dataset);
  const [seed, folds] = [wholeNumber("seed", values.seed), wholeNumber("folds", values.folds)];
  const record = await openRecord(json, { data: dataset.hash, seed, folds });
  if (!values.tables) {
    const nothing = !values.probe && !values.time && !values.tune && !values.val;
    const options: TransferOptions = {
      models: values.model ?? [...(await allNetworks(values.weights)), "measurements", "chance"],
      probe: values.probe || nothing,
      time: values.time || nothing,
      tune: values.tune,
      val: values.val,
      perClass: values["per-class"].split(",").map(perClass),
      ...{ seed, folds },
      draws: wholeNumber("draws", values.draws),
      tuneFolds: wholeNumber("tune-folds", values["tune-folds"]),
      starts: values.start.split(",").map(startOf),
      steps: wholeNumber("steps", values.steps),
      estimate: values.estimate,
      timeImages: wholeNumber("time-images", values["time-images"]),
      timeSeconds: wholeNumber("time-seconds", values["time-seconds"]),
      ...{ weights: values.weights, work: values.work },
      threads: wholeNumber("threads", values.threads),
      log: (text) => process.stderr.write(`${text}\n`),
    };
    await measureTransfer(images, record, options);
  }
  const truths = { labels: images.labels, groups: images.groups, classCount: images.classes.length };
  const tables = [
    probeTable(record.cells, truths),
    differenceTable(record.cells, truths),
    tuningTable(record.cells, truths),
  ].filter((table) => table !== undefined);
  process.stdout.write(`${tables.map(formatText).join("\n\n")}\n`);
  if (values.markdown) await writeWhole(values.markdown, `${tables.map(formatMarkdown).join("\n\n")}\n`);
}

function wholeNumber(name: string, text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0) return value;
  throw new Error(`Expected a whole number for --${name}, got ${text}`);
}

function perClass(text: string): PerClass {
  return text === "all" ? "all" : wholeNumber("per-class", text);
}

function startOf(text: string): Start {
  if (text === "pretrained" || text === "random" || text === "resnet") return text;
  throw new Error(`Expected --start pretrained, random or resnet, got ${text}`);
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 2;
}
