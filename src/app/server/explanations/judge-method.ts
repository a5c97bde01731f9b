import type { FaithfulnessFacts } from "../../../learning/report/report-input.ts";
import { describeTests } from "../../../learning/report/sections/evidence/method-words.ts";
import type { MethodTest } from "../../protocol/explanation-api.ts";
import { countTests } from "../../tasks/explain/faithfulness/judge-tests.ts";

/** Whether maps of a method can be believed, in plain words; undefined for one that was never tested. */
export function judgeMethod(tested: FaithfulnessFacts | undefined, images: number): MethodTest {
  if (!tested) return untested;
  const { made, passed } = countTests(tested);
  if (made === 0) {
    return {
      verdict: "untested",
      words: "There were too few images to tell its maps from chance.",
      images,
    };
  }
  const verdict = passed === made ? "passed" : passed === 0 ? "failed" : "partly";
  return { verdict, words: describeTests(tested), images };
}

const untested: MethodTest = {
  verdict: "untested",
  words: "Nobody has tested yet whether its maps show what this model uses.",
  images: 0,
};
