import { Worker } from "node:worker_threads";
import { type ErrorCode, type ErrorReason, MorError } from "../../../errors.ts";

/** A thread that answers questions, so that the server answers requests meanwhile. */
export interface WorkThread<Question, Answer> {
  /** Questions that wait for their answer. */
  readonly load: () => number;
  /** @throws MorError that the thread has thrown, or that it has taken too long. */
  readonly ask: (question: Question) => Promise<Answer>;
  readonly close: () => Promise<void>;
}

export interface WorkThreadOptions<Question> {
  /** A compiled file that calls `answerQuestions`. */
  readonly script: URL;
  /** A thread that answers nothing for so long while it is asked is ended. */
  readonly limitMs: number;
  /** What to throw for the question that it was ended for. */
  readonly tooLong: (question: Question) => MorError;
}

/** What a thread is asked. */
export interface Asked {
  readonly id: number;
  readonly question: unknown;
}

/** What it answers. */
export type Answered =
  | { readonly id: number; readonly answer: unknown }
  | {
      readonly id: number;
      readonly refusal: {
        readonly code: ErrorCode;
        readonly message: string;
        readonly hint?: string;
        readonly reason?: ErrorReason;
        readonly path?: string;
      };
    };

interface Waiting<Question> {
  readonly question: Question;
  readonly settle: (answer: never) => void;
  readonly fail: (error: unknown) => void;
}

/**
 * Opens a thread that starts with its first question and keeps no process alive. One that hangs is ended, whatever it is in
 * the middle of: the oldest question has failed then, and a new thread is asked the others.
 */
export function openWorkThread<Question, Answer>({
  script,
  limitMs,
  tooLong,
}: WorkThreadOptions<Question>): WorkThread<Question, Answer> {
  let worker: Worker | undefined;
  let watching: NodeJS.Timeout | undefined;
  const asked = new Map<number, Waiting<Question>>();
  let next = 0;

  /** Begins to count anew. */
  const watch = (): void => {
    clearTimeout(watching);
    watching = asked.size === 0 ? undefined : setTimeout(giveUp, limitMs).unref();
  };

  const giveUp = (): void => {
    const hanging = worker;
    worker = undefined;
    void hanging?.terminate();
    const [oldest] = asked;
    if (oldest) {
      const [id, { question, fail }] = oldest;
      asked.delete(id);
      fail(tooLong(question));
    }
    for (const [id, { question }] of asked) hand(id, question);
    watch();
  };

  const start = (): Worker => {
    const started = new Worker(script);
    const end = (error: unknown): void => {
      if (worker !== started) return; // it was ended, and others are asked by now
      worker = undefined; // the next question gets a new thread
      for (const { fail } of asked.values()) fail(error);
      asked.clear();
      watch();
    };
    started.on("message", (answered: Answered) => {
      const waiting = asked.get(answered.id);
      asked.delete(answered.id);
      watch();
      // The thread answers each question as its script is typed to.
      if ("answer" in answered) waiting?.settle(answered.answer as never);
      else waiting?.fail(new MorError(answered.refusal.code, answered.refusal.message, answered.refusal));
    });
    started.on("error", end);
    started.on("exit", () => end(new Error("A thread of the server has ended")));
    started.unref();
    return started;
  };

  const hand = (id: number, question: Question): void => {
    worker ??= start();
    worker.postMessage({ id, question } satisfies Asked);
  };

  return {
    load: () => asked.size,
    ask: (question) =>
      new Promise((settle, fail) => {
        asked.set(++next, { question, settle, fail });
        hand(next, question);
        if (asked.size === 1) watch();
      }),
    async close() {
      await worker?.terminate();
    },
  };
}
