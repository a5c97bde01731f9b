import { expect, it } from "vitest";
import { modelWords } from "../../../web/src/train/runs/model-words.ts";

it("says in a few words what a model is", () => {
  const organelle = "organelle network (trained on rule-made fluorescence images)";
  expect(modelWords(`multinomial logistic regression on frozen features of ${organelle}`)).toBe(
    "Organelle network, kept as it is",
  );
  expect(modelWords(`${organelle} (all layers)`)).toBe("Organelle network, trained further");
  expect(modelWords("random forest on measurements of shape and texture")).toBe(
    "Random forest on measurements of shape and texture",
  );
  expect(modelWords("compact residual network")).toBe("Compact residual network");
});
