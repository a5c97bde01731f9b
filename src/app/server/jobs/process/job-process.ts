// The process of one job: it is told what to do, tells what happens, and ends with the server.
import { setPriority } from "node:os";
import type { ProgressEvent } from "../../../protocol/progress.ts";
import type { Effects } from "../../../tasks/effects.ts";
import { parseSpec } from "../../../tasks/spec.ts";
import { failureDocument } from "../../failure.ts";
import { jobKinds } from "../job-kinds.ts";
import { coalesceProgress } from "./coalesce-progress.ts";
import type { JobOrder, JobReport } from "./job-message.ts";

const reportEveryMs = 100;

const cancel = new AbortController();
let unsaid: ProgressEvent[] = [];
let reporting: NodeJS.Timeout | undefined;

// All processors are at work here, and the page shall still scroll: whoever shows something goes first.
try {
  setPriority(5); // a third of the time of what shows the page, where both want all
} catch {
  // a system that forbids it
}
// Ctrl-C in a terminal reaches all processes of its group: the server decides what is to end.
process.on("SIGINT", () => {});
// A server that is gone cannot be told anything, and a new one may want to go on with the work.
process.on("disconnect", () => process.exit(1));
process.on("message", (order: JobOrder) => {
  if (order.kind === "stop") cancel.abort();
  else void work(order);
});

async function work({ job, spec }: JobOrder & { readonly kind: "begin" }): Promise<void> {
  const effects: Effects = {
    progress: (event) => {
      unsaid.push(event);
      reporting ??= setTimeout(reportProgress, reportEveryMs);
    },
    warn: (text) => report({ kind: "warning", text }),
    signal: cancel.signal,
    now: () => new Date(),
  };
  const end = await run(job, spec, effects);
  reportProgress();
  report(end, () => process.exit(0));
}

async function run(
  job: (JobOrder & { readonly kind: "begin" })["job"],
  spec: Readonly<Record<string, unknown>>,
  effects: Effects,
): Promise<JobReport> {
  try {
    const { schema, task } = await jobKinds[job].load();
    return { kind: "finished", result: await task(parseSpec(schema, spec), effects) };
  } catch (error) {
    return { kind: "failed", failure: failureDocument(error).error };
  }
}

function reportProgress(): void {
  clearTimeout(reporting);
  reporting = undefined;
  const events = coalesceProgress(unsaid);
  unsaid = [];
  if (events.length > 0) report({ kind: "progress", events });
}

function report(message: JobReport, sent: () => void = () => {}): void {
  process.send?.(message, undefined, undefined, sent);
}
