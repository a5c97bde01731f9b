import { parentPort } from "node:worker_threads";
import { MorError } from "../../../errors.ts";
import type { Answered, Asked } from "./work-thread.ts";

/**
 * The thread's side of `openWorkThread`: answers what it is asked. `buffersOf` names what of an answer is handed over
 * uncopied. What is no MorError is a bug, and ends the thread; whoever waits is told.
 */
export function answerQuestions<Question, Answer>(
  answer: (question: Question) => Promise<Answer>,
  buffersOf: (answer: Answer) => readonly ArrayBuffer[],
): void {
  parentPort?.on("message", ({ id, question }: Asked) => {
    // The side that asks is typed with the same question.
    void reply(id, () => answer(question as Question), buffersOf);
  });
}

async function reply<Answer>(
  id: number,
  answer: () => Promise<Answer>,
  buffersOf: (answer: Answer) => readonly ArrayBuffer[],
): Promise<void> {
  try {
    const given = await answer();
    send({ id, answer: given }, buffersOf(given));
  } catch (error) {
    if (!(error instanceof MorError)) throw error;
    const { code, message, hint, reason, path } = error;
    send(
      {
        id,
        refusal: {
          code,
          message,
          ...(hint === undefined ? {} : { hint }),
          ...(reason === undefined ? {} : { reason }),
          ...(path === undefined ? {} : { path }),
        },
      },
      [],
    );
  }
}

function send(answered: Answered, handedOver: readonly ArrayBuffer[]): void {
  parentPort?.postMessage(answered, [...handedOver]);
}
