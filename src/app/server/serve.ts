import { stat } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, resolve } from "node:path";
import { MorError } from "../../errors.ts";
import type { JobStatus } from "../protocol/job.ts";
import type { Effects } from "../tasks/effects.ts";
import type { ServeSpec } from "./serve-spec.ts";
import { startServer } from "./start-server.ts";

export interface ServeResult {
  readonly workspace: string;
  readonly address: string;
  /** Jobs that were stopped with the server and can go on. */
  readonly interrupted: number;
}

const firstPort = 7411;
const portsTried = 50;

/**
 * Serves the page of a workspace on this machine until `effects.signal` fires, which is its regular end.
 *
 * @throws MorError `output-exists` when another server works in the workspace, `usage` when the port is taken,
 *   `output-unwritable`, `manifest-invalid`.
 */
export async function serve(spec: ServeSpec, effects: Effects): Promise<ServeResult> {
  for (const folder of spec.browse) await refuseMissing(folder);
  // What fails behind the back of a request must not take the work of all others with it.
  const survive = (reason: unknown): void => effects.warn(`Something unforeseen happened: ${reason}`);
  process.on("unhandledRejection", survive);
  try {
    return await serveUntilAborted(spec, effects);
  } finally {
    process.off("unhandledRejection", survive);
  }
}

async function serveUntilAborted(spec: ServeSpec, effects: Effects): Promise<ServeResult> {
  const { progress, warn, signal, now } = effects;
  const folder = resolve(spec.workspace);
  const server = await startServer({
    workspace: folder,
    roots: spec.browse.length > 0 ? spec.browse.map((root) => resolve(root)) : [homedir(), dirname(folder)],
    ports:
      spec.port === undefined ? Array.from({ length: portsTried }, (_, at) => firstPort + at) : [spec.port],
    now,
    warn,
  });
  const { workspace, jobs } = server.context;
  progress({ kind: "message", text: `Workspace  ${workspace.folder}` });
  progress({ kind: "message", text: `Page       ${server.link}` });
  progress({ kind: "message", text: "Ctrl-C ends it; closing the page does not." });
  if (spec.open && !signal.aborted) await openBrowser(server.issueLink(), server.link, warn);
  await untilAborted(signal);
  const interrupted = jobs.list().filter(({ status }) => alive.has(status)).length;
  await server.close();
  return { workspace: workspace.folder, address: server.address, interrupted };
}

async function refuseMissing(folder: string): Promise<void> {
  const found = await stat(folder).catch(() => undefined);
  if (found?.isDirectory()) return;
  throw new MorError("input-missing", `Expected a folder to choose images from, got none (${folder})`, {
    hint: "Check the path that was given with --browse.",
    path: folder,
  });
}

const alive: ReadonlySet<JobStatus> = new Set(["queued", "running", "stopping"]);

/** A machine without a browser is no reason not to serve. */
async function openBrowser(link: string, byHand: string, warn: (text: string) => void): Promise<void> {
  const complain = (): void => warn(`No browser could be opened: open the link by hand (${byHand}).`);
  try {
    const { default: open } = await import("open");
    const child = await open(link);
    child.once("error", complain);
    child.once("exit", (code) => {
      if (code !== null && code !== 0) complain();
    });
  } catch {
    complain();
  }
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((settle) => {
    if (signal.aborted) settle();
    else signal.addEventListener("abort", () => settle(), { once: true });
  });
}
