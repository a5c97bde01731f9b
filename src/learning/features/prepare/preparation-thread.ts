/** The thread of `openPreparation`: answers one request after the other, each with inputs that it hands over uncopied. */
import { parentPort } from "node:worker_threads";
import type { PreparationAnswer, PreparationRequest } from "./preparation.ts";
import { prepareInputs } from "./prepare-inputs.ts";

let before: Promise<void> = Promise.resolve();

parentPort?.on("message", (request: PreparationRequest) => {
  before = before.then(() => answer(request));
});

async function answer({ id, jobs, preprocessing }: PreparationRequest): Promise<void> {
  try {
    const prepared = await prepareInputs(jobs, preprocessing);
    send({ id, prepared }, [prepared.data.buffer]);
  } catch (failure) {
    send({ id, failure }, []);
  }
}

function send(message: PreparationAnswer, handedOver: ArrayBuffer[]): void {
  parentPort?.postMessage(message, handedOver);
}
