import { findPeers, type Measurement, type Peer, type PeerOptions } from "./peers.ts";
import { type Conditions, describeMachine, type Line, lineOf } from "./results.ts";
import { runWorker } from "./run-child.ts";

export interface SpeedOptions extends PeerOptions {
  readonly batch: number;
  readonly threads: number;
  /** How often each is measured. */
  readonly pairs: number;
  readonly log: (text: string) => void;
}

/** A measured line with its conditions. */
export type MeasuredLine = Line & { readonly conditions: Conditions };

/** Training and inference of the paper's CNN, and peak memory of the process that does both. */
const works = [
  { work: "train-step", unit: "ms/image", of: (one: Measurement) => one.train_ms_per_image },
  { work: "inference", unit: "ms/image", of: (one: Measurement) => one.infer_ms_per_image },
  { work: "peak-memory", unit: "MiB", of: (one: Measurement) => one.peakMemory / 2 ** 20 },
] as const;

/**
 * Measures ours and every peer that is there in turn, each in a process of its own. The order turns from round to
 * round, so that nobody always runs on the machine that another one has heated.
 */
export async function compareSpeed(options: SpeedOptions): Promise<MeasuredLine[]> {
  const { batch, threads, pairs, log } = options;
  const { peers, absent } = await findPeers(options);
  if (absent.length > 0) log(`Not compared with: ${absent.join(", ")}.`);
  const args = ["--batch", String(batch), "--threads", String(threads)];
  const ours: Measurement[] = [];
  const theirs = new Map<Peer, Measurement[]>(peers.map((peer) => [peer, []]));
  const entrants = [
    async () => void ours.push(await runWorker<Measurement>("ours.ts", args)),
    ...peers.map((peer) => async () => void theirs.get(peer)?.push(await peer.measure(args))),
  ];
  for (let round = 0; round < pairs; round++) {
    log(`Round ${round + 1} of ${pairs}: ours${peers.map(({ name }) => `, ${name}`).join("")}`);
    for (let place = 0; place < entrants.length; place++) {
      await entrants[(round + place) % entrants.length]?.();
    }
  }
  if (peers.length === 0) {
    for (const { work, unit, of } of works) {
      log(`${work}: ${ours.map((one) => of(one).toFixed(unit === "MiB" ? 0 : 2)).join(", ")} ${unit}`);
    }
  }
  return works.flatMap(({ work, unit, of }) =>
    [...theirs].map(([{ name }, measured]) => ({
      ...lineOf(`${work}/${name}`, unit, ours.map(of), measured.map(of)),
      conditions: {
        machine: describeMachine(),
        node: process.version,
        batch,
        threads,
        pairs,
        ...(measured[0]?.peer && { peer: measured[0].peer }),
      },
    })),
  );
}
