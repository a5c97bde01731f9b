import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { resolve } from "node:path";

export interface Finished {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const root = resolve(import.meta.dirname, "../../..");
const main = resolve(root, "dist/app/cli/main.js");

/** Starts the built command; `npm test` builds before it tests. */
export function startMor(words: readonly string[], cwd: string = root): ChildProcess {
  if (!existsSync(main)) throw new Error(`Expected the built command at ${main}: run "npm run build" first.`);
  return spawn(process.execPath, [main, ...words], { cwd });
}

export async function runMor(words: readonly string[], cwd?: string): Promise<Finished> {
  return await finish(startMor(words, cwd));
}

/** Runs a script that drives the built session with commands of its own; `stdout` is a file descriptor or a pipe. */
export function startScript(
  script: string,
  words: readonly string[] = [],
  stdout: number | "pipe" = "pipe",
): ChildProcess {
  return spawn(process.execPath, ["--input-type=module", "-e", script, "--", ...words], {
    cwd: root,
    stdio: ["ignore", stdout, "pipe"],
  });
}

/** Waits for the end of a process and collects what it wrote. */
export async function finish(child: ChildProcess): Promise<Finished> {
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout?.on("data", (chunk: Buffer) => stdout.push(chunk));
  child.stderr?.on("data", (chunk: Buffer) => stderr.push(chunk));
  const exitCode = await new Promise<number | null>((settle, fail) => {
    child.on("error", fail);
    child.on("close", settle);
  });
  return {
    exitCode,
    stdout: Buffer.concat(stdout).toString(),
    stderr: Buffer.concat(stderr).toString(),
  };
}

/** Waits until a process has written a text to stderr. */
export async function untilStderr(child: ChildProcess, text: string): Promise<void> {
  let seen = "";
  await new Promise<void>((settle, fail) => {
    child.stderr?.on("data", (chunk: Buffer) => {
      seen += chunk.toString();
      if (seen.includes(text)) settle();
    });
    child.on("close", () => fail(new Error(`The process ended without "${text}": ${seen}`)));
  });
}
