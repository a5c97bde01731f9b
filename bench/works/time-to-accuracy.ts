import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { MetricsFile } from "../../src/learning/metrics/metric-set.ts";
import { type HistoryRow, parseHistory } from "../../src/learning/training/history.ts";
import type { Bench, BenchContext } from "../harness/bench.ts";
import { type Entrants, inTurn } from "../harness/in-turn.ts";
import type { Peer } from "../harness/peers.ts";
import { median } from "../harness/ratio.ts";
import { conditionsOf, lineOf, type MeasuredLine } from "../harness/results.ts";
import { root, runChild } from "../harness/run-child.ts";

/** One training from the first step to the last, and how well it came out. */
export interface Training {
  /** Of the epochs: what PyTorch's script calls `train_seconds`, and the epochs of our history, validation included. */
  readonly trainSeconds: number;
  /** Of the whole process, from reading the images to the scores. */
  readonly wholeSeconds: number;
  readonly epochs: number;
  /** On the validation part. */
  readonly accuracy: number;
  readonly macroF1: number;
  readonly peer?: string;
  /** Epoch by epoch; empty for the peer. */
  readonly history: readonly HistoryRow[];
}

interface PeerTraining {
  readonly peer: string;
  readonly accuracy: number;
  readonly macro_f1: number;
  readonly train_seconds: number;
}

/** Epochs of the given script, and those that it is told for shorter runs. */
const peerEpochs = 40;

const names = { train: "time-to-accuracy/pytorch", whole: "time-to-accuracy-command/pytorch" } as const;

/**
 * Trains `mor train` with its defaults beside PyTorch's script on the same images and parts, in turn. The ratio counts
 * only when ours is at least as accurate, and has at least the same macro F1: `reached` says so.
 */
export const timeToAccuracy: Bench = {
  name: "time-to-accuracy",
  lines: Object.values(names),
  seconds: 2400,
  pairs: ({ accuracyPairs, epochsOnly }) =>
    // In units of whole trainings, for the time left.
    epochsOnly === undefined ? accuracyPairs : 1 + (accuracyPairs * epochsOnly) / peerEpochs,
  async measure(context) {
    const { shared, peers, threads, epochsOnly, accuracyPairs } = context;
    const data = join(shared, "data/mitocheck");
    if (!existsSync(join(data, "manifest.csv"))) {
      context.leaveOut("time-to-accuracy", `there is no ${data}`);
      return [];
    }
    const given = peers.given("mitocheck_torch.py");
    const script = existsSync(given) ? peers.own("mitocheck_fastest.py") : given;
    const peer = await peers.open("time-to-accuracy/pytorch", script, ["torch", "sklearn", "PIL"]);
    if (!peer) return [];
    const telling = async (name: string, train: () => Promise<Training>): Promise<Training> => {
      context.log(`  ${name} trains`);
      const one = await train();
      const scores = `accuracy ${one.accuracy.toFixed(3)}, macro F1 ${one.macroF1.toFixed(3)}`;
      context.log(`  ${name}: ${one.epochs} epochs in ${one.trainSeconds.toFixed(0)} s, ${scores}`);
      return one;
    };
    const trainAt = (epochs?: number) => {
      let seed = 0;
      return {
        ours: () => telling("ours", () => trainOurs(data, { threads, seed: seed++, epochs })),
        pytorch: () => telling("PyTorch", () => trainPeer(peer, given, data, threads, epochs)),
      };
    };
    if (epochsOnly === undefined) {
      const { ours = [], pytorch = [] } = await context.measureInTurn<Training>(trainAt());
      return describeTrainings(context, ours, pytorch);
    }
    context.log(`Pairs of ${epochsOnly} epochs, then one whole training each`);
    const short = await runRounds(context, trainAt(epochsOnly), accuracyPairs);
    const whole = await runRounds(context, trainAt(), 1);
    const [ours, pytorch] = [whole.ours ?? [], whole.pytorch ?? []];
    const scaled = {
      ours: (short.ours ?? []).map((one) => scaleTraining(one, ours[0]?.epochs ?? one.epochs)),
      pytorch: (short.pytorch ?? []).map((one) => scaleTraining(one, peerEpochs)),
    };
    return describeTrainings(context, ours, pytorch, { ...scaled, epochs: epochsOnly });
  },
};

function runRounds(
  context: BenchContext,
  entrants: Entrants<Training>,
  rounds: number,
): Promise<Record<string, Training[]>> {
  return inTurn<Training>(entrants, {
    rounds,
    onRound: (round) => context.log(`Training ${round} of ${rounds} is done`),
    onFailure: (name, error) => context.leaveOut(name, String(error)),
  });
}

/** What a training of so many epochs would take, by what a shorter one took per epoch; the rest takes what it took. */
export function scaleTraining(training: Training, epochs: number): Training {
  const trainSeconds = (training.trainSeconds / training.epochs) * epochs;
  return {
    ...training,
    epochs,
    trainSeconds,
    wholeSeconds: training.wholeSeconds - training.trainSeconds + trainSeconds,
  };
}

/** Whether we are at least as good in both: the median over the runs. */
export function reachedBy(ours: readonly Training[], theirs: readonly Training[]): boolean {
  return (["accuracy", "macroF1"] as const).every(
    (score) => median(ours.map((one) => one[score])) >= median(theirs.map((one) => one[score])),
  );
}

/** Seconds until the validation accuracy of a history first reaches a value; undefined where it never does. */
export function secondsUntil(history: readonly HistoryRow[], accuracy: number): number | undefined {
  let seconds = 0;
  for (const row of history) {
    seconds += row.seconds;
    if (row.valAccuracy !== null && row.valAccuracy >= accuracy) return seconds;
  }
  return undefined;
}

function describeTrainings(
  context: BenchContext,
  ours: readonly Training[],
  theirs: readonly Training[],
  scaled?: { ours: readonly Training[]; pytorch: readonly Training[]; epochs: number },
): MeasuredLine[] {
  if (theirs.length === 0) return [];
  const reached = reachedBy(ours, theirs);
  const timed = { ours: scaled?.ours ?? ours, pytorch: scaled?.pytorch ?? theirs };
  const score = (of: (one: Training) => number): string =>
    `${median(ours.map(of)).toFixed(3)} against ${median(theirs.map(of)).toFixed(3)}`;
  const goal = median(theirs.map((one) => one.accuracy));
  const first = median(ours.map((one) => secondsUntil(one.history, goal) ?? Number.NaN));
  const note = [
    `validation accuracy ${score((one) => one.accuracy)}`,
    `macro F1 ${score((one) => one.macroF1)}`,
    `${ours[0]?.epochs} against ${theirs[0]?.epochs} epochs`,
    ...(scaled ? [`seconds scaled from ${scaled.epochs} epochs`] : []),
  ].join(", ");
  if (first > 0) {
    context.log(
      `For information only: the validation accuracy of ours first reached ${goal} after ${first.toFixed(0)} s.`,
    );
  }
  if (!reached) context.log(`NOT REACHED: ${note}. The ratio does not count.`);
  const conditions = conditionsOf({
    threads: context.threads,
    pairs: timed.pytorch.length,
    note,
    ...(theirs[0]?.peer && { peer: theirs[0].peer }),
  });
  const line = (name: string, of: (one: Training) => number): MeasuredLine => ({
    ...lineOf(name, "s", timed.ours.map(of), timed.pytorch.map(of)),
    reached,
    conditions,
  });
  return [line(names.train, (one) => one.trainSeconds), line(names.whole, (one) => one.wholeSeconds)];
}

interface OurTraining {
  readonly threads: number;
  readonly seed: number;
  readonly epochs: number | undefined;
}

/** The command as a user would run it; the manifest has the parts. */
async function trainOurs(data: string, { threads, seed, epochs }: OurTraining): Promise<Training> {
  const folder = await mkdtemp(join(tmpdir(), "mor-bench-accuracy-"));
  const out = join(folder, "run");
  const command = join(root, "dist/app/cli/main.js");
  const more = epochs === undefined ? [] : ["--epochs", String(epochs)];
  try {
    const start = performance.now();
    await runChild(process.execPath, [
      ...[command, "train", join(data, "manifest.csv"), "--by", "group", "--out", out, "--quiet"],
      ...["--threads", String(threads), "--seed", String(seed), ...more],
    ]);
    const wholeSeconds = (performance.now() - start) / 1000;
    const history = parseHistory(await readFile(join(out, "history.csv"), "utf8"));
    const { levels } = JSON.parse(await readFile(join(out, "metrics.json"), "utf8")) as MetricsFile; // mor has written it
    return {
      trainSeconds: history.reduce((sum, row) => sum + row.seconds, 0),
      wholeSeconds,
      epochs: history.length,
      accuracy: levels.image?.accuracy.value ?? Number.NaN,
      macroF1: levels.image?.macroF1.value ?? Number.NaN,
      history,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function trainPeer(
  peer: Peer,
  script: string,
  data: string,
  threads: number,
  epochs = peerEpochs,
): Promise<Training> {
  const start = performance.now();
  const options = { data, score: "val", epochs, threads };
  const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const result = await peer.run<PeerTraining>([script, ...args]);
  return {
    trainSeconds: result.train_seconds,
    wholeSeconds: (performance.now() - start) / 1000,
    epochs,
    accuracy: result.accuracy,
    macroF1: result.macro_f1,
    peer: result.peer,
    history: [],
  };
}
