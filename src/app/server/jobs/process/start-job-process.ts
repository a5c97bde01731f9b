import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { JobKind } from "../../../protocol/job.ts";
import type { JobOrder, JobReport } from "./job-message.ts";

/** A process that works on a job. */
export interface JobProcess {
  readonly pid: number | undefined;
  /** Asks it to end, and ends it when it has not after `graceMs`. */
  readonly stop: (graceMs: number) => void;
  /** Resolves when the process is gone. */
  readonly ended: Promise<ProcessEnd>;
}

/** How a process ended, and the last that it said of its own work. */
export interface ProcessEnd {
  readonly last: (JobReport & { readonly kind: "finished" | "failed" }) | undefined;
  /** `SIGKILL`, or `exit code 1`. */
  readonly how: string;
}

export interface JobProcessOptions {
  readonly kind: JobKind;
  readonly spec: Readonly<Record<string, unknown>>;
  /** The working folder, which the paths of the spec are relative to. */
  readonly folder: string;
  readonly onReport: (report: JobReport) => void;
}

/** Starts the process of a job. What it writes to its own stdout and stderr is dropped, but for the end of the latter. */
export function startJobProcess({ kind, spec, folder, onReport }: JobProcessOptions): JobProcess {
  const child = fork(entry, {
    cwd: folder,
    execArgv: [],
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  let last: ProcessEnd["last"];
  let complaint = "";
  let killing: NodeJS.Timeout | undefined;
  child.stderr?.on("data", (chunk: Buffer) => {
    complaint = `${complaint}${chunk.toString()}`.slice(-2000);
  });
  child.on("message", (report: JobReport) => {
    if (report.kind === "finished" || report.kind === "failed") last = report;
    else onReport(report);
  });
  tell(child, { kind: "begin", job: kind, spec });
  return {
    pid: child.pid,
    stop: (graceMs) => {
      tell(child, { kind: "stop" });
      clearTimeout(killing);
      killing = setTimeout(() => child.kill("SIGKILL"), graceMs);
    },
    ended: new Promise((settle) => {
      const end = (how: string): void => {
        clearTimeout(killing);
        const said = complaint.trim().split("\n").at(-1) ?? "";
        settle({ last, how: said === "" || last ? how : `${how}: ${said}` });
      };
      child.once("error", (error) => end(error.message));
      child.once("close", (code, signal) => end(signal ?? `exit code ${code}`));
    }),
  };
}

/** A process that is ending hears nothing more; how it ended is told elsewhere. */
function tell(child: ChildProcess, order: JobOrder): void {
  if (child.connected) child.send(order, () => {});
}

/** A process can only start from a compiled file: that of the build, when this is the source. */
const entry: string = fileURLToPath(
  import.meta.url.endsWith(".ts")
    ? new URL("../../../../../dist/app/server/jobs/process/job-process.js", import.meta.url)
    : new URL("./job-process.js", import.meta.url),
);
