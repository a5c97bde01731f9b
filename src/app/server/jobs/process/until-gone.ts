import { setTimeout as sleep } from "node:timers/promises";

const askEveryMs = 100;

/** Resolves when no process has this number any more, or after `mostMs`: by then another program may have got it. */
export async function untilGone(pid: number, mostMs: number): Promise<void> {
  for (let waited = 0; waited < mostMs && isProcess(pid); waited += askEveryMs) await sleep(askEveryMs);
}

/** Whether a process of this number runs on this machine. */
export function isProcess(pid: number): boolean {
  try {
    process.kill(pid, 0); // sends nothing
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
