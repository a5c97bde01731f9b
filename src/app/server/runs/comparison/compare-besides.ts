import { Worker } from "node:worker_threads";
import type { RunComparison } from "../../../protocol/run/run-document.ts";
import { type ComparedRun, compareRuns } from "./compare-runs.ts";

/**
 * Compares runs on a thread of its own, so that the server answers meanwhile. Sources that are not compiled have no file
 * that a thread could start with: they compare here.
 */
export async function compareBesides(runs: readonly ComparedRun[]): Promise<RunComparison> {
  if (import.meta.url.endsWith(".ts")) return compareRuns(runs);
  const worker = new Worker(new URL("./compare-thread.js", import.meta.url), { workerData: runs });
  worker.unref(); // a server that ends waits for no comparison
  return await new Promise((settle, fail) => {
    worker.once("message", settle);
    worker.once("error", fail);
    worker.once("exit", () => fail(new Error("The thread that compares runs has ended")));
  });
}
