import type { Command, GivenValues } from "./command.ts";
import { describeFailure, exitCodes, type Failure, failureDocument } from "./failure.ts";
import { listenForInterrupts } from "./interrupts.ts";
import { type CommandEntry, type Request, readCommandLine } from "./program.ts";
import { createProgressDisplay, type ProgressDisplay } from "./terminal/progress-display.ts";
import { createPaint, wantsColor } from "./terminal/style.ts";

const tickMs = 250;

/** Runs one command line in this process, from its words to its exit code; results go to stdout, all else to stderr. */
export async function runSession(
  words: readonly string[],
  entries: readonly CommandEntry[],
  version: string,
): Promise<number> {
  const { stdout, stderr } = process;
  survivePipes();
  const json = words.includes("--json");
  const paint = createPaint(wantsColor(stderr.isTTY, process.env, !words.includes("--no-color")));
  const display = createProgressDisplay({
    write: (text) => stderr.write(text),
    columns: () => (stderr.isTTY ? stderr.columns : undefined),
    now: () => performance.now(),
  });
  const cancel = new AbortController();
  const stopListening = listenForInterrupts(
    process,
    () => {
      display.line("Stopping ... press Ctrl-C again to quit at once.");
      cancel.abort();
    },
    () => {
      display.close();
      process.exit(exitCodes.cancelled);
    },
  );
  try {
    const request = await readCommandLine(words, entries, version);
    if (request.kind === "text") {
      stdout.write(request.text);
      return exitCodes.fine;
    }
    const warn = (text: string) => display.line(`${paint("warning:", "yellow")} ${text}`);
    const outcome = await execute(request, display, warn, cancel.signal);
    display.close();
    stdout.write(`${json ? JSON.stringify(outcome.json, undefined, 2) : outcome.text()}\n`);
    if (outcome.shortfall === undefined) return exitCodes.fine;
    const failure = describeFailure(outcome.shortfall, false);
    stderr.write(failureText(failure, paint, false));
    return failure.exitCode;
  } catch (error) {
    display.close();
    const failure = describeFailure(error, cancel.signal.aborted);
    stderr.write(failureText(failure, paint, words.includes("--debug")));
    if (json) stdout.write(`${JSON.stringify(failureDocument(failure), undefined, 2)}\n`);
    return failure.exitCode;
  } finally {
    stopListening();
  }
}

async function execute(
  { command, line, options }: Request & { kind: "run" },
  display: ProgressDisplay,
  warn: (text: string) => void,
  signal: AbortSignal,
): ReturnType<Command["execute"]> {
  const keys = command.fields.map((field) => field.key);
  const given = await givenValues(line, options.config, keys);
  const ticking = options.quiet ? undefined : setInterval(display.tick, tickMs).unref();
  try {
    return await command.execute(given, {
      progress: options.quiet ? () => {} : display.show,
      warn,
      signal,
      now: () => new Date(),
    });
  } finally {
    clearInterval(ticking);
  }
}

async function givenValues(
  line: GivenValues["line"],
  configPath: string | undefined,
  keys: readonly string[],
): Promise<GivenValues> {
  if (configPath === undefined) return { line, config: {} };
  const { readConfig } = await import("./config-file.ts"); // few have one
  return { line, config: readConfig(configPath, keys), configPath };
}

function failureText(failure: Failure, paint: ReturnType<typeof createPaint>, debug: boolean): string {
  const lines = [`${paint("error:", "red")} ${failure.message}`];
  if (failure.hint !== undefined) lines.push(`${paint("hint:", "cyan")} ${failure.hint}`);
  if (debug) lines.push(paint(failure.stack, "dim"));
  return `${lines.join("\n")}\n`;
}

/** A reader that went away (`mor ... | head`) is no error; a full disk behind stdout is. */
function survivePipes(): void {
  process.stderr.on("error", () => {});
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit();
    process.stderr.write(`error: Expected to write the result to stdout, got ${error.code}.\n`);
    process.exit(exitCodes.failed);
  });
}
