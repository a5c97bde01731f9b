import { parseArgs } from "node:util";
import { checkSpeed, measureAgainstGemm } from "./check.ts";
import { measureMemory } from "./memory/measure-memory.ts";
import { formatTable, recordResults, writeLines } from "./results.ts";
import { compareSpeed } from "./speed.ts";

const help = `npm run bench -- [memory] [options]

  (nothing)          training step and inference of the paper's CNN, beside PyTorch and Keras where they are there
  memory             peak memory of training on 5,000 and on 50,000 tiles
  --pairs N          how often each is measured (3)
  --batch N          images per step (64)
  --threads N        threads (2)
  --python PATH      Python that has PyTorch or Keras (MOR_BENCH_PYTHON, else python3)
  --peers DIR        folder of the peers' scripts (../shared/bench)
  --json FILE        write the table as JSON
  --record           put the results into bench/results.json
  --check            compare with bench/results.json, without any peer; fail when 25 % slower
`;

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      pairs: { type: "string", default: "3" },
      batch: { type: "string", default: "64" },
      threads: { type: "string", default: "2" },
      python: { type: "string" },
      peers: { type: "string" },
      json: { type: "string" },
      record: { type: "boolean", default: false },
      check: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  const [what = "speed", ...rest] = positionals;
  if (values.help || rest.length > 0 || !["speed", "memory"].includes(what)) {
    process.stdout.write(help);
    return values.help ? 0 : 2;
  }
  const [pairs, batch, threads] = (["pairs", "batch", "threads"] as const).map((name) =>
    positiveInteger(name, values[name]),
  ) as [number, number, number]; // as many as were named
  const options = { pairs, batch, threads, python: values.python, scripts: values.peers, log };
  if (values.check) {
    const { line, passed } = await checkSpeed(options);
    if (values.json) await writeLines(values.json, [line]);
    return passed ? 0 : 1;
  }
  if (what === "memory") return (await measureMemory({ threads, log })) ? 0 : 1;
  const lines = [...(await compareSpeed(options)), await measureAgainstGemm(options, Math.min(pairs, 3))];
  log(
    `\n${lines
      .map(({ conditions }) => conditions.peer ?? "")
      .filter(unique)
      .join("\n")}`,
  );
  log(formatTable(lines));
  if (values.json) {
    await writeLines(
      values.json,
      lines.map(({ conditions: _, ...line }) => line),
    );
  }
  if (values.record) await recordResults(lines);
  return 0;
}

function positiveInteger(name: string, text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new Error(`Expected a positive integer for --${name}, got ${text}`);
}

function unique(text: string, index: number, all: readonly string[]): boolean {
  return text !== "" && all.indexOf(text) === index;
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
