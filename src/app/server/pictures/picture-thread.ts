/** A thread of `openPictureThreads`: draws what it is asked for, and hands the bytes over uncopied. */
import { parentPort } from "node:worker_threads";
import { MorError } from "../../../errors.ts";
import { drawPicture } from "./draw-picture.ts";
import type { PictureAnswer, PictureQuestion } from "./picture-threads.ts";

parentPort?.on("message", (question: PictureQuestion) => {
  void answer(question);
});

async function answer({ id, job }: PictureQuestion): Promise<void> {
  try {
    const bytes = Uint8Array.from(await drawPicture(job)); // a buffer of its own, which can be handed over
    send({ id, bytes }, [bytes.buffer]);
  } catch (error) {
    if (!(error instanceof MorError)) throw error; // a bug ends the thread; whoever waits is told
    const { code, message, hint } = error;
    send({ id, refusal: { code, message, ...(hint === undefined ? {} : { hint }) } }, []);
  }
}

function send(message: PictureAnswer, handedOver: ArrayBuffer[]): void {
  parentPort?.postMessage(message, handedOver);
}
