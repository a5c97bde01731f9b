import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, it, onTestFinished } from "vitest";
import { openWorkThread, type WorkThread } from "../../../../src/app/server/threads/work-thread.ts";
import { MorError } from "../../../../src/errors.ts";
import { makeFolderForTest } from "../support/serve-for-test.ts";

interface Question {
  readonly word: string;
  /** Milliseconds in which the thread answers nothing; without end when negative. */
  readonly hold?: number;
}

/** A thread that says its words back, and which of the threads it is. */
const script = `
  import { parentPort, threadId } from "node:worker_threads";
  parentPort.on("message", ({ id, question: { word, hold = 0 } }) => {
    const end = hold < 0 ? Infinity : Date.now() + hold;
    while (Date.now() < end);
    if (word === "throw") throw new Error("a bug");
    parentPort.postMessage(
      word === "refuse"
        ? { id, refusal: { code: "usage", message: "no such word", hint: "Say another.", reason: "partition-leaks" } }
        : { id, answer: { word, threadId } },
    );
  });
`;

async function open(limitMs: number): Promise<WorkThread<Question, { word: string; threadId: number }>> {
  const file = join(await makeFolderForTest(), "thread.mjs");
  await writeFile(file, script);
  const thread = openWorkThread<Question, { word: string; threadId: number }>({
    script: pathToFileURL(file),
    limitMs,
    tooLong: ({ word }) => new MorError("image-unsupported", `${word} takes too long`),
  });
  onTestFinished(() => thread.close());
  return thread;
}

it("answers questions, and throws what its script has refused, word by word", async () => {
  const thread = await open(60_000);
  const answers = await Promise.all(["a", "b", "c"].map((word) => thread.ask({ word })));
  expect(answers.map(({ word }) => word)).toEqual(["a", "b", "c"]);
  await expect(thread.ask({ word: "refuse" })).rejects.toMatchObject({
    code: "usage",
    message: "no such word",
    hint: "Say another.",
    reason: "partition-leaks",
  });
  expect(thread.load()).toBe(0);
});

it("is started anew after a bug, which whoever waits is told", async () => {
  const thread = await open(60_000);
  const { threadId } = await thread.ask({ word: "a" });
  await expect(thread.ask({ word: "throw" })).rejects.toThrow("a bug");
  expect((await thread.ask({ word: "b" })).threadId).not.toBe(threadId);
});

it("is ended in the middle of what holds it, and others are answered by a new one", async () => {
  const thread = await open(4000);
  const first = await thread.ask({ word: "a" });
  const held = thread.ask({ word: "evil", hold: -1 });
  const waiting = [thread.ask({ word: "b" }), thread.ask({ word: "c" })];
  await expect(held).rejects.toThrow("evil takes too long");
  const answers = await Promise.all(waiting);
  expect(answers.map(({ word }) => word)).toEqual(["b", "c"]);
  expect(answers[0]?.threadId).not.toBe(first.threadId);
}, 30_000);

it("is not ended for many questions that each take a part of the time", async () => {
  const thread = await open(4000);
  const { threadId } = await thread.ask({ word: "a" });
  const answers = await Promise.all([1, 2, 3, 4].map(() => thread.ask({ word: "slow", hold: 1500 })));
  expect(answers.map((answer) => answer.threadId)).toEqual([threadId, threadId, threadId, threadId]);
}, 30_000);
