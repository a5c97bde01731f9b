import { stat } from "node:fs/promises";
import type { ExplanationMethod } from "../../../learning/explanation/methods/method.ts";
import { openExplainableModel } from "../../../learning/explanation/model/open-explainable-model.ts";
import type { ExplainOptionsOfRun, LayerFacts } from "../../protocol/explanation-api.ts";
import { chooseLayerName, chooseMethods } from "../../tasks/explain/choice/choose-methods.ts";
import { findModelFile } from "../../tasks/run/inputs/find-model-file.ts";
import { findRun } from "../runs/find-run.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { describeMethod } from "./describe-methods.ts";
import { findMethodTests } from "./method-tests.ts";

/** How the verdicts of a run can be explained. @throws MorError `input-missing`, `model-invalid`. */
export async function explainOptions(workspace: Workspace, run: string): Promise<ExplainOptionsOfRun> {
  const folder = await findRun(workspace, run);
  const file = await findModelFile({ run: folder, precision: "float32" });
  const { classes, methods, layers, defaults } = await readModelFacts(file);
  const tests = await findMethodTests(workspace, run);
  return {
    ...{ run, classes, layers, defaults },
    methods: methods.map((method) => describeMethod(method, tests(method.name))),
  };
}

interface ModelFacts extends Pick<ExplainOptionsOfRun, "classes" | "defaults"> {
  readonly methods: readonly ExplanationMethod[];
  readonly layers: readonly LayerFacts[];
}

/** Of a model file as it was at a time; a model is large, and asked about again and again. */
const known = new Map<string, { readonly time: number; readonly facts: ModelFacts }>();

async function readModelFacts(file: string): Promise<ModelFacts> {
  const time = (await stat(file).catch(() => undefined))?.mtimeMs ?? 0;
  const kept = known.get(file);
  if (kept?.time === time) return kept.facts;
  const { model, metadata } = await openExplainableModel(file, { threads: 1 });
  try {
    const usual = chooseMethods(undefined, model);
    const facts: ModelFacts = {
      classes: metadata.classes,
      methods: chooseMethods("all", model),
      layers: (model.network?.layers ?? []).map(({ name, channels, height, width }) => ({
        ...{ name, channels, height, width },
      })),
      defaults: {
        methods: usual.map(({ name }) => name),
        layer: chooseLayerName(undefined, usual, model) ?? null,
      },
    };
    known.set(file, { time, facts });
    return facts;
  } finally {
    await model.close();
  }
}
