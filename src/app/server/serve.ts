import { homedir } from "node:os";
import { dirname, resolve } from "node:path";
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
  const workspace = resolve(spec.workspace);
  const server = await startServer({
    workspace,
    roots:
      spec.browse.length > 0 ? spec.browse.map((folder) => resolve(folder)) : [homedir(), dirname(workspace)],
    ports:
      spec.port === undefined ? Array.from({ length: portsTried }, (_, at) => firstPort + at) : [spec.port],
    now: effects.now,
    warn: effects.warn,
  });
  effects.progress({ kind: "message", text: `Workspace  ${server.context.workspace.folder}` });
  effects.progress({ kind: "message", text: `Page       ${server.link}` });
  effects.progress({ kind: "message", text: "Ctrl-C ends it; closing the page does not." });
  if (spec.open && !effects.signal.aborted) await openBrowser(server.link, effects.warn);
  await untilAborted(effects.signal);
  const busy = countUnfinished();
  await server.close();
  return { workspace: server.context.workspace.folder, address: server.address, interrupted: busy };

  function countUnfinished(): number {
    const alive = new Set(["queued", "running", "stopping"]);
    return server.context.jobs.list().filter(({ status }) => alive.has(status)).length;
  }
}

/** A machine without a browser is no reason not to serve. */
async function openBrowser(link: string, warn: (text: string) => void): Promise<void> {
  const complain = (): void => warn("No browser could be opened: open the link by hand.");
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
