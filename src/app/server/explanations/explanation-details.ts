import { colorOf } from "../../../learning/drawing/color-map.ts";
import type { ExplanationMethod } from "../../../learning/explanation/methods/method.ts";
import { explanationMethods } from "../../../learning/explanation/methods/methods.ts";
import type { ExplanationDetails, MethodTest, ShownMethod } from "../../protocol/explanation-api.ts";
import { methodNames } from "../../tasks/explain/choice/choose-methods.ts";
import { heatStyle } from "../../tasks/explain/pictures/heat.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { describeMethod } from "./describe-methods.ts";
import type { MethodTests } from "./method-tests.ts";
import { explanationFacts, type StoredExplanation } from "./read-explanation.ts";
import { workspacePath } from "./workspace-place.ts";

/** Everything that the page shows of explanations. Methods are judged by `tests`, the latest of the run. */
export function explanationDetails(
  workspace: Pick<Workspace, "folder">,
  name: string,
  record: StoredExplanation,
  tests: MethodTests,
): ExplanationDetails {
  return {
    ...explanationFacts(workspace, name, record),
    classes: record.classes,
    warnings: record.warnings,
    shown: record.images.map((image) => ({
      path: workspacePath(workspace.folder, image.file ?? image.path),
      label: image.label ?? null,
      predicted: image.predicted === "none of these" ? null : image.predicted,
      mostProbable: image.mostProbable ?? image.predicted,
      confidence: image.confidence ?? 0,
      explained: image.explained,
      probabilities: image.probabilities ?? [],
      objectShare: image.objectShare ?? null,
    })),
    shownMethods: record.methods.flatMap((method) => {
      const known = methodNames.find((candidate) => candidate === method.name);
      return known === undefined ? [] : [shownMethod(explanationMethods[known], tests(known))];
    }),
  };
}

/** Colours in a legend. */
const legendSteps = 17;

function shownMethod(method: ExplanationMethod, test: MethodTest): ShownMethod {
  const { map, opacity, brightness } = heatStyle(method);
  const colors = Array.from({ length: legendSteps }, (_, step) => {
    const channels = colorOf(map, step / (legendSteps - 1));
    return `#${channels.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
  });
  return { ...describeMethod(method, test), colors, opacity, brightness };
}
