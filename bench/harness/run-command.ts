import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { root, runChild } from "./run-child.ts";

/** What one command line has used, from the start of its process to the end. */
export interface Usage {
  readonly seconds: number;
  /** Of all threads. */
  readonly cpuSeconds: number;
  /** Largest resident set. */
  readonly peakBytes: number;
}

/** Runs a command of the built package in a process of its own, as a user starts it. @throws Error when it fails */
export async function runCommand(args: readonly string[], scratch: string): Promise<Usage> {
  const command = join(root, "dist/app/cli/main.js");
  const hook = new URL("../print-usage.mjs", import.meta.url).href;
  const file = join(scratch, "usage.json");
  const start = performance.now();
  await runChild(process.execPath, ["--import", hook, command, ...args], { env: { USAGE_FILE: file } });
  const seconds = (performance.now() - start) / 1000;
  const used: Omit<Usage, "seconds"> = JSON.parse(await readFile(file, "utf8"));
  return { ...used, seconds };
}
