import { resolve } from "node:path";
import type { Part } from "../../../data/dataset/dataset.ts";
import { colorOf } from "../../../learning/drawing/color-map.ts";
import type { ExplanationMethod } from "../../../learning/explanation/methods/method.ts";
import { explanationMethods } from "../../../learning/explanation/methods/methods.ts";
import type { ExplanationDetails, MethodTest, ShownMethod } from "../../protocol/explanation-api.ts";
import { methodNames } from "../../tasks/explain/choice/choose-methods.ts";
import { heatStyle } from "../../tasks/explain/pictures/heat.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { workspacePath } from "../workspace/workspace-place.ts";
import { describeMethod } from "./describe-methods.ts";
import type { MethodTests } from "./method-tests.ts";
import { explanationFacts, type StoredExplanation } from "./read-explanation.ts";

/** What is known of the run beside its explanations. */
export interface RunKnowledge {
  /** The latest of each method. */
  readonly tests: MethodTests;
  /** What the run has used a file for, by absolute path. */
  readonly partOf: (file: string) => Part | undefined;
}

/** Everything that the page shows of explanations. */
export function explanationDetails(
  workspace: Pick<Workspace, "folder">,
  name: string,
  record: StoredExplanation,
  { tests, partOf }: RunKnowledge,
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
      part: partOf(resolve(workspace.folder, image.file ?? image.path)) ?? null,
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
