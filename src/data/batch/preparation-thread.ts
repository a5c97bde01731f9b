/** A thread of `openInputSource`: answers one request after the other, each with inputs that it hands over uncopied. */
import { parentPort, workerData } from "node:worker_threads";
import type { PreparationAnswer, PreparationRequest, PreparationSetup } from "./open-input-source.ts";
import { prepareInputs } from "./prepare-inputs.ts";
import { createTileLoader } from "./tile-source.ts";

const { preprocessing, cacheBytes } = workerData as PreparationSetup; // only openInputSource starts this file
const load = createTileLoader(preprocessing, { cacheBytes });
let before: Promise<void> = Promise.resolve();

parentPort?.on("message", (request: PreparationRequest) => {
  before = before.then(() => answer(request));
});

async function answer({ id, jobs }: PreparationRequest): Promise<void> {
  try {
    const prepared = await prepareInputs(jobs, ({ file }) => load(file), preprocessing);
    send({ id, prepared }, [prepared.data.buffer]);
  } catch (failure) {
    send({ id, failure }, []);
  }
}

function send(message: PreparationAnswer, handedOver: ArrayBuffer[]): void {
  parentPort?.postMessage(message, handedOver);
}
