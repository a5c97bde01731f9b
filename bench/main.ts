import { join } from "node:path";
import { parseArgs } from "node:util";
import { benches, type Chosen, chooseBenches } from "./benches.ts";
import { type CheckOptions, checkLines, type Measured } from "./harness/check.ts";
import { findPeers } from "./harness/peers.ts";
import {
  formatTable,
  type MeasuredLine,
  readResults,
  recordResults,
  replaces,
  writeLines,
} from "./harness/results.ts";
import { type RunOptions, runBenches } from "./harness/run-benches.ts";
import { root } from "./harness/run-child.ts";
import { measureInt8 } from "./works/int8-inference.ts";
import { gemmWorks, measureOverGemm } from "./works/over-gemm.ts";

const words = [...new Set(benches.map(({ name, group }) => group ?? name))];

const help = `npm run bench -- [NAME ...] [options]

  NAME               what to measure, by default everything that can be measured here:
                     ${words.slice(0, 7).join(", ")},
                     ${words.slice(7).join(", ")};
                     or a line or a work of the table, as in train-step, inference/keras, inference-vgg16
  --pairs N          how often each is measured (5)
  --accuracy-pairs N the same for time-to-accuracy, where each takes minutes (1)
  --epochs-only N    time-to-accuracy: pairs of N epochs, scaled, and one whole training each
  --images N         predict-folder: images in the folder (4000)
  --threads N        threads (2)
  --python PATH      Python that has PyTorch and Keras (MOR_BENCH_PYTHON, else python3, else ~/peers/bin/python)
  --scripts DIR      folder of the given peers' scripts (../shared/bench)
  --json FILE        write the lines of this run as JSON
  --record           put the lines into bench/results.json and docs/speed.md (so do --json and a run without NAME)
  --no-record        leave them as they are
  --check            compare with bench/results.json, without any peer; fail when 15 % slower; about half a minute
  --limit PERCENT    --check: how much slower is a failure (15); more where the machine has other work, as in CI
  --check --peers    compare against the peers as well: the paper's CNN, or what NAME says
  --list             name all lines
`;

/** What --check --peers compares unless it is told otherwise: what is measured within minutes. */
const quick = ["paper-cnn"];

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      pairs: { type: "string" },
      "accuracy-pairs": { type: "string", default: "1" },
      "epochs-only": { type: "string" },
      images: { type: "string", default: "4000" },
      threads: { type: "string", default: "2" },
      python: { type: "string" },
      scripts: { type: "string" },
      json: { type: "string" },
      record: { type: "boolean", default: false },
      "no-record": { type: "boolean", default: false },
      check: { type: "boolean", default: false },
      limit: { type: "string" },
      peers: { type: "boolean", default: false },
      list: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  if (values.list) {
    for (const { lines } of chooseBenches(benches, positionals)) log(lines.join("\n"));
    return 0;
  }
  const epochsOnly = values["epochs-only"];
  const options: RunOptions = {
    pairs: positiveInteger("pairs", values.pairs ?? (values.check ? "3" : "5")),
    accuracyPairs: positiveInteger("accuracy-pairs", values["accuracy-pairs"]),
    epochsOnly: epochsOnly === undefined ? undefined : positiveInteger("epochs-only", epochsOnly),
    images: positiveInteger("images", values.images),
    threads: positiveInteger("threads", values.threads),
    shared: join(root, "../shared"),
    peers: (leaveOut) => findPeers({ python: values.python, scripts: values.scripts, leaveOut }),
    log,
  };
  if (values.check) {
    const limit =
      values.limit === undefined ? {} : { tolerance: positiveInteger("limit", values.limit) / 100 };
    const passed = await checkAlone(options, limit);
    return (!values.peers || (await checkBesidePeers(options, limit, positionals))) && passed ? 0 : 1;
  }
  const { json, "no-record": leave } = values;
  const record = !leave && (values.record || json !== undefined || positionals.length === 0);
  const chosen = chooseBenches(benches, positionals);
  const order = benches.flatMap((bench) => bench.lines);
  const lines: MeasuredLine[] = [];
  const { leftOut, failures } = await runBenches(chosen, {
    ...options,
    // At once, so that a run that is stopped leaves what it has measured.
    async onLines(measured) {
      log(formatTable(measured));
      lines.push(...measured);
      if (json !== undefined) await writeLines(json, lines.map(withoutConditions));
      if (record) await recordResults(await worthy(measured, values.record), order);
    },
  });
  if (json !== undefined) await writeLines(json, lines.map(withoutConditions));
  if (chosen.length > 1 && lines.length > 0) log(`\n${formatTable(lines)}`);
  for (const text of leftOut) log(`Not measured here: ${text}`);
  for (const text of failures) log(`FAILED: ${text}`);
  return failures.length > 0 ? 1 : 0;
}

/** Ratios that need no peer: the works over a matrix product, and int8 over float32. */
async function checkAlone({ threads }: RunOptions, limit: Limit): Promise<boolean> {
  const { lines: stored } = await readResults();
  const int8 = "int8-inference/float32";
  return checkLines({
    ...limit,
    stored,
    names: [...gemmWorks.map((work) => `${work}/gemm`), int8],
    tries: 3,
    log,
    async measure(names) {
      const works = gemmWorks.filter((work) => names.includes(`${work}/gemm`));
      const ratios: [string, number][] = [];
      if (works.length > 0) {
        const measured = await measureOverGemm(works, threads);
        ratios.push(
          ...Object.entries(measured).map(([work, { ratio }]) => [`${work}/gemm`, ratio] as [string, number]),
        );
      }
      if (names.includes(int8)) {
        const one = await measureInt8(threads, 5);
        ratios.push([int8, one.int8_ms_per_image / one.float32_ms_per_image]);
      }
      return Object.fromEntries(ratios);
    },
  });
}

/** What `checkLines` takes of the command line. */
type Limit = Pick<CheckOptions, "tolerance">;

/** A stored line that did not reach the peer's accuracy fails as well. */
async function checkBesidePeers(
  options: RunOptions,
  limit: Limit,
  words: readonly string[],
): Promise<boolean> {
  const { lines: stored } = await readResults();
  const chosen = chooseBenches(benches, words.length > 0 ? words : quick);
  const passed = await checkLines({
    ...limit,
    stored,
    names: chosen.flatMap(({ lines }) => lines),
    tries: 2,
    log,
    async measure(names): Promise<Measured> {
      const { lines } = await runBenches(narrow(chosen, names), options);
      return Object.fromEntries(lines.map(({ name, ratio }) => [name, ratio.median]));
    },
  });
  const unreached = stored.filter(({ reached }) => reached === false);
  for (const { name, conditions } of unreached)
    log(`${name}: FAILED, not as good as the peer (${conditions.note})`);
  return passed && unreached.length === 0;
}

function narrow(chosen: readonly Chosen[], names: readonly string[]): Chosen[] {
  return chosen
    .map(({ bench, lines }) => ({ bench, lines: lines.filter((line) => names.includes(line)) }))
    .filter(({ lines }) => lines.length > 0);
}

/** Those that may replace what is stored; all of them with `--record`. */
async function worthy(lines: readonly MeasuredLine[], all: boolean): Promise<readonly MeasuredLine[]> {
  const stored = new Map((await readResults()).lines.map((line) => [line.name, line]));
  return lines.filter((line) => {
    if (all || replaces(line, stored.get(line.name))) return true;
    log(`  ${line.name}: the record of more pairs stays; --record replaces it`);
    return false;
  });
}

function withoutConditions({ conditions: _, ...line }: MeasuredLine): object {
  return line;
}

function positiveInteger(name: string, text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new Error(`Expected a positive integer for --${name}, got ${text}`);
}

function log(text: string): void {
  process.stdout.write(`${text}\n`);
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 2;
}
