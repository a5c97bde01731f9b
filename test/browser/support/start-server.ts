import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";

/** The command line, as it is shipped. */
export const program: string = resolve(import.meta.dirname, "../../../dist/app/cli/main.js");

export interface RunningServer {
  /** The opening link, token included. */
  readonly link: string;
  readonly process: ChildProcess;
  /** All that it has written to its terminal. */
  readonly said: () => string;
  /** Ctrl-C, and waits for the end. */
  readonly stop: () => Promise<void>;
}

/** `mor serve` as a user starts it, in a process of its own on a free port. */
export async function startServer(
  workspace: string,
  options: readonly string[] = [],
): Promise<RunningServer> {
  const child = spawn(
    process.execPath,
    [program, "serve", workspace, "--no-open", "--port", "0", ...options],
    {
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  let said = "";
  const link = await new Promise<string>((give, fail) => {
    const listen = (chunk: Buffer) => {
      said += chunk.toString();
      const found = /http:\/\/[\d.]+:\d+\/\?token=\S+/.exec(said);
      if (found) give(found[0]);
    };
    child.stdout.on("data", listen);
    child.stderr.on("data", listen);
    child.once("exit", (code) => fail(new Error(`mor serve ended with ${code}:\n${said}`)));
  });
  return {
    link,
    process: child,
    said: () => said,
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill("SIGINT");
      await once(child, "exit");
    },
  };
}
