/** A thread of `openPictureThreads`: draws what it is asked for, and hands the bytes over uncopied. */
import { answerQuestions } from "../threads/answer-questions.ts";
import { drawPicture } from "./draw-picture.ts";
import type { PictureQuestion } from "./picture-threads.ts";

answerQuestions(
  async ({ job, wanted }: PictureQuestion) => {
    const { picture, preview } = await drawPicture(job, wanted);
    // A buffer of its own can be handed over.
    return { ...(preview ? { preview } : {}), ...(picture ? { picture: Uint8Array.from(picture) } : {}) };
  },
  // To hand over the few bytes of a preview takes longer than to copy them.
  ({ picture }) => (picture ? [picture.buffer] : []),
);
