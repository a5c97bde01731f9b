import { spawn } from "node:child_process";
import { resolve } from "node:path";

export const root: string = resolve(import.meta.dirname, "../..");

export interface ChildOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Called with what the child writes on stderr, which is otherwise kept for the error message. */
  readonly onStderr?: (text: string) => void;
}

/** Runs a command from the root of the checkout. @returns its stdout. @throws Error with the end of stderr when it fails. */
export async function runChild(
  command: string,
  args: readonly string[],
  { env, onStderr }: ChildOptions = {},
): Promise<string> {
  const child = spawn(command, args, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [stdout, stderr] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr = (stderr + text).slice(-4000);
    onStderr?.(text);
  });
  const code = await new Promise<number | null>((settle, reject) => {
    child.on("error", reject).on("close", settle);
  });
  if (code === 0) return stdout;
  throw new Error(`${command} ${args.join(" ")} ended with ${code}: ${stderr.trim().slice(-500)}`);
}

/** Runs a TypeScript worker, named from `bench/`, in the way that this process was started. @returns its last line, parsed. */
export async function runWorker<T>(worker: string, args: readonly string[]): Promise<T> {
  const script = resolve(root, "bench", worker);
  return lastLine<T>(await runChild(process.execPath, [...process.execArgv, script, ...args]));
}

/** The last line of an output as JSON; the caller knows what the program prints. */
export function lastLine<T>(output: string): T {
  return JSON.parse(output.trim().split("\n").at(-1) ?? "") as T;
}
