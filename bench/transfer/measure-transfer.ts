import type { Matrix } from "../../src/learning/classical/matrix.ts";
import { measurementRows, networkRows } from "./feature-rows.ts";
import { answerByMajority, probeLinearly } from "./linear-probe.ts";
import { findNetwork, type TransferNetwork } from "./networks.ts";
import {
  drawSubset,
  type Images,
  type PerClass,
  type Split,
  subsetSource,
  trainFolds,
  validationSplit,
} from "./protocol.ts";
import type { ProbeCell, Start, TimeCell, TransferRecord, TuneCell } from "./record.ts";
import { timeNetwork } from "./timing.ts";
import { stepsOf, timeStep, tune } from "./tuning.ts";

export interface TransferOptions {
  readonly models: readonly string[];
  readonly probe: boolean;
  readonly time: boolean;
  readonly tune: boolean;
  readonly val: boolean;
  readonly perClass: readonly PerClass[];
  readonly seed: number;
  readonly folds: number;
  readonly draws: number;
  readonly tuneFolds: number;
  readonly starts: readonly Start[];
  readonly steps: number;
  readonly estimate: boolean;
  readonly timeImages: number;
  readonly timeSeconds: number;
  readonly weights: string;
  readonly work: string;
  readonly threads: number;
  readonly log: (text: string) => void;
}

/** Measures model after model; what the record holds is not measured again, and what is finished is in it at once. */
export async function measureTransfer(
  images: Images,
  record: TransferRecord,
  options: TransferOptions,
): Promise<void> {
  const splits = trainFolds(images, options);
  describeSplits(images, splits, options.log);
  for (const model of options.models) {
    options.log(model);
    if (model === "chance") await measureChance(images, splits, record, options);
    else if (model === "measurements") await measureMeasurements(images, splits, record, options);
    else {
      const network = await findNetwork(model, options);
      const x = once(() =>
        networkRows(network, images, { ...options, onImage: every(options.log, "features") }),
      );
      if (options.time) await timeCell(network, images, record, options);
      await probeCells(model, network.backbone.hash, x, images, splits, record, options);
      if (options.tune && !network.isRandom) await tuneCells(network, images, splits, record, options);
    }
  }
}

function describeSplits(
  { classes, labels }: Images,
  splits: readonly Split[],
  log: TransferOptions["log"],
): void {
  for (const { name, learnt, judged } of splits) {
    const known = new Set(Array.from(learnt, (row) => labels[row]));
    const absent = classes.filter((_, k) => !known.has(k));
    const counts = classes.map((_, k) => learnt.filter((row) => labels[row] === k).length);
    log(
      `${name}: ${learnt.length} images to learn (${Math.min(...counts.filter(Boolean))} to ${Math.max(...counts)} per class), ${judged.length} judged${
        absent.length > 0 ? `; never learnt, always wrong: ${absent.join(", ")}` : ""
      }`,
    );
  }
}

async function measureChance(
  images: Images,
  splits: readonly Split[],
  record: TransferRecord,
  { val }: TransferOptions,
): Promise<void> {
  const ensure = (judged: ProbeCell["judged"], of: readonly Split[]): Promise<ProbeCell> =>
    record.ensure<ProbeCell>(`probe chance ${judged}`, async () => ({
      ...{ kind: "probe", model: "chance", features: 0, perClass: "all", judged, seconds: 0, chosen: [] },
      learnt: images.train.length,
      ...answerByMajority(images, of),
    }));
  await ensure("folds", splits);
  if (val) await ensure("val", [validationSplit(images)]);
}

async function measureMeasurements(
  images: Images,
  splits: readonly Split[],
  record: TransferRecord,
  options: TransferOptions,
): Promise<void> {
  const model = "measurements";
  const measured = once(() => measurementRows(images, every(options.log, "measurements")));
  if (options.time) {
    await record.ensure<TimeCell>(`time ${model}`, async () => {
      const { measureMs, withDecodingMs } = await measured();
      const timing = {
        ...{ images: images.files.length, size: 64, threads: 1 },
        ...{ networkMs: measureMs, networkCpuMs: measureMs, withDecodingMs },
      };
      return { kind: "time", model, ...timing };
    });
  }
  await probeCells(model, "1", async () => (await measured()).x, images, splits, record, options);
}

async function probeCells(
  model: string,
  hash: string,
  x: () => Promise<Matrix>,
  images: Images,
  splits: readonly Split[],
  record: TransferRecord,
  { probe, val, perClass, draws, seed, threads, log }: TransferOptions,
): Promise<void> {
  const wanted = [
    ...(probe ? perClass.map((count) => ({ count, judged: "folds" as const, of: splits })) : []),
    ...(val ? [{ count: "all" as const, judged: "val" as const, of: [validationSplit(images)] }] : []),
  ];
  for (const { count, judged, of } of wanted) {
    const times = count !== "all" && count <= 20 ? draws : 1;
    const key = `probe ${model} ${hash.slice(0, 12)} ${count} ${judged} ${times}`;
    await record.ensure<ProbeCell>(key, async () => {
      const features = await x();
      const start = performance.now();
      const probed = await probeLinearly(features, images, of, {
        ...{ perClass: count, draws: times, seed, threads },
        onFit: (done, total) => log(`  ${count} per class, ${judged}: ${done}/${total} fits`),
      });
      const seconds = (performance.now() - start) / 1000;
      return {
        kind: "probe",
        model,
        features: features.columns,
        perClass: count,
        judged,
        seconds,
        ...probed,
      };
    });
  }
}

async function timeCell(
  network: TransferNetwork,
  images: Images,
  record: TransferRecord,
  { work, threads, timeImages, timeSeconds, log }: TransferOptions,
): Promise<void> {
  const { name: model, backbone } = network;
  await record.ensure<TimeCell>(`time ${model} ${backbone.hash.slice(0, 12)} ${threads}`, async () => {
    log("  timing");
    const timing = await timeNetwork(network, images, {
      ...{ work, threads, images: timeImages, seconds: timeSeconds },
    });
    return { kind: "time", model, ...timing };
  });
}

async function tuneCells(
  network: TransferNetwork,
  images: Images,
  splits: readonly Split[],
  record: TransferRecord,
  options: TransferOptions,
): Promise<void> {
  const { perClass, starts, steps, seed, threads, work, weights, tuneFolds, log } = options;
  const model = network.name;
  const random = await findNetwork(`random:${model}`, { weights, work, seed });
  const wanted = splits.slice(0, tuneFolds).flatMap((split) =>
    perClass.flatMap((count) =>
      starts.map((start) => {
        const images_ = drawSubset(split.learnt, images.labels, count, subsetSource(seed, split, 0)).length;
        const total = stepsOf(images_, steps).total;
        const key = `tune ${model} ${network.backbone.hash.slice(0, 12)} ${start} ${count} ${split.name} ${total}`;
        return { split, count, start, total, key };
      }),
    ),
  );
  const open = wanted.filter(({ key }) => !record.cells.some((cell) => cell.key === key));
  const shared = { seed, threads, work };
  const [first] = open;
  if (!first) return;
  const perStep = new Map<Start, number>();
  for (const start of new Set(open.map((entry) => entry.start))) {
    const of = start === "random" ? random : network;
    perStep.set(start, await timeStep(of, images, first.split, { ...shared, start, onProgress: () => {} }));
  }
  const secondsOf = ({ start, total }: { readonly start: Start; readonly total: number }): number =>
    (perStep.get(start) ?? 0) * total;
  let left = open.reduce((sum, entry) => sum + secondsOf(entry), 0);
  log(`  fine-tuning: ${open.length} trainings, about ${Math.ceil(left / 60)} min`);
  if (options.estimate) return;
  for (const entry of open) {
    const { split, count, start, key } = entry;
    await record.ensure<TuneCell>(key, async () => {
      const tuned = await tune(start === "random" ? random : network, images, split, {
        ...{ ...shared, start, perClass: count, steps },
        onProgress: everySeconds(20, (note) => log(`    ${note}`)),
      });
      return { kind: "tune", model, start, perClass: count, fold: split.name, ...tuned };
    });
    left -= secondsOf(entry);
    log(`  ${start}, ${count} per class, ${split.name}: done; about ${Math.round(left / 60)} min left`);
  }
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** Tells of every 500th image. */
function every(log: TransferOptions["log"], what: string): (done: number, total: number) => void {
  let said = 0;
  return (done, total) => {
    if (done - said < 500 && done < total) return;
    said = done;
    log(`  ${what}: ${done}/${total} images`);
  };
}

function everySeconds(seconds: number, tell: (text: string) => void): (text: string) => void {
  let last = performance.now();
  return (text) => {
    if (performance.now() - last < 1000 * seconds) return;
    last = performance.now();
    tell(text);
  };
}
