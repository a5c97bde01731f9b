/** The thread of `drawBesides`: draws what it is asked for, and hands the bytes over uncopied. */
import { answerQuestions } from "../../threads/answer-questions.ts";
import { drawExplained } from "./draw-explained.ts";

// Buffers of their own can be handed over.
answerQuestions(
  async (picture: Parameters<typeof drawExplained>[0]) => Uint8Array.from(await drawExplained(picture)),
  ({ buffer }) => [buffer],
);
