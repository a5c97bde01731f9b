/** The thread of `compareBesides`: compares what it is started with. */
import { parentPort, workerData } from "node:worker_threads";
import { compareRuns } from "./compare-runs.ts";

parentPort?.postMessage(compareRuns(workerData)); // `compareBesides` gives the runs
