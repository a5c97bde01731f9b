import { setTimeout as sleep } from "node:timers/promises";

const askEveryMs = 100;

/**
 * Resolves when no process has this number any more, after `mostMs` (by then another program may have got it), or when
 * nobody wants to wait any longer.
 */
export async function untilGone(pid: number, mostMs: number, isWanted: () => boolean): Promise<void> {
  for (let waited = 0; waited < mostMs && isWanted() && isProcess(pid); waited += askEveryMs) {
    await sleep(askEveryMs);
  }
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
