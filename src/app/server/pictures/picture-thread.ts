/** A thread of `openPictureThreads`: draws what it is asked for, and hands the bytes over uncopied. */
import { parentPort } from "node:worker_threads";
import { MorError } from "../../../errors.ts";
import { type Drawn, drawPicture } from "./draw-picture.ts";
import type { PictureAnswer, PictureQuestion } from "./picture-threads.ts";

parentPort?.on("message", (question: PictureQuestion) => {
  void answer(question);
});

async function answer({ id, job, wanted }: PictureQuestion): Promise<void> {
  try {
    const { picture, preview } = await drawPicture(job, wanted);
    // Buffers of their own can be handed over.
    const drawn: Drawn = {
      ...(picture === undefined ? {} : { picture: Uint8Array.from(picture) }),
      ...(preview === undefined ? {} : { preview: Uint8Array.from(preview) }),
    };
    const buffers = Object.values(drawn).map(({ buffer }) => buffer);
    send({ id, drawn }, buffers);
  } catch (error) {
    if (!(error instanceof MorError)) throw error; // a bug ends the thread; whoever waits is told
    const { code, message, hint } = error;
    send({ id, refusal: { code, message, ...(hint === undefined ? {} : { hint }) } }, []);
  }
}

function send(message: PictureAnswer, handedOver: ArrayBuffer[]): void {
  parentPort?.postMessage(message, handedOver);
}
