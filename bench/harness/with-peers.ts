import type { BenchContext } from "./bench.ts";
import { type Conditions, conditionsOf, lineOf, type MeasuredLine } from "./results.ts";

/** The same work done by us and by scripts of other frameworks. */
export interface SideBySide<T> {
  /** One measurement in a process of its own. */
  readonly ours: () => Promise<T>;
  readonly peers: readonly PeerScript[];
  /** Arguments that all scripts get. */
  readonly args: readonly string[];
  /** What is read from a measurement: a line `work/peer` each. */
  readonly measures: readonly {
    readonly work: string;
    readonly unit: string;
    readonly of: (one: T) => number;
  }[];
  readonly conditions: Pick<Conditions, "batch" | "note">;
}

export interface PeerScript {
  /** Second half of the names of its lines. */
  readonly name: string;
  /** Path of the script, and the Python modules that it needs. */
  readonly script: string;
  readonly modules: readonly string[];
  readonly args?: readonly string[];
}

/** Lines of every work against every peer that is there and wanted; none, and nothing measured, where there is none. */
export async function compareWithPeers<T>(
  context: BenchContext,
  { ours, peers, args, measures, conditions }: SideBySide<T>,
): Promise<MeasuredLine[]> {
  const wanted = peers.filter(({ name }) => measures.some(({ work }) => context.wants(`${work}/${name}`)));
  const namesOf = ({ name }: PeerScript): string => measures.map(({ work }) => `${work}/${name}`).join(", ");
  const opened = await Promise.all(
    wanted.map(async (script) => ({
      script,
      peer: await context.peers.open(namesOf(script), script.script, script.modules),
    })),
  );
  const versions = new Map<string, string>();
  const entrants = opened.flatMap(({ script, peer }) => {
    if (!peer) return [];
    const measure = async (): Promise<T> => {
      const result = await peer.run<T>([...(script.args ?? []), ...args]);
      versions.set(script.name, result.peer);
      return result;
    };
    return [[script.name, measure] as const];
  });
  if (entrants.length === 0) return [];
  const { ours: mine = [], ...theirs } = await context.measureInTurn<T>({
    ours,
    ...Object.fromEntries(entrants),
  });
  return measures.flatMap(({ work, unit, of }) =>
    Object.entries(theirs).map(([name, measured]) => ({
      ...lineOf(`${work}/${name}`, unit, mine.map(of), measured.map(of)),
      conditions: conditionsOf({
        ...conditions,
        threads: context.threads,
        pairs: measured.length,
        peer: versions.get(name) ?? name,
      }),
    })),
  );
}
