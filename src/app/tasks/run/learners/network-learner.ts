import { join } from "node:path";
import { writeOnnx } from "../../../../engine/graph/onnx/write-onnx.ts";
import { buildInferenceGraph } from "../../../../engine/nn/inference-graph.ts";
import { throwIfCancelled } from "../../../../errors.ts";
import { writeWhole } from "../../../../files/write-whole.ts";
import { openClassifier } from "../../../../learning/evaluation/classifier.ts";
import { encodeModelMetadata } from "../../../../learning/evaluation/model-metadata.ts";
import { saveCheckpoint } from "../../../../learning/training/checkpoint.ts";
import { formatHistory } from "../../../../learning/training/history.ts";
import { countSteps, trainNetwork } from "../../../../learning/training/train-network.ts";
import type { DeviceSpec } from "../../device-spec.ts";
import { runFiles } from "../folder/run-record.ts";
import type { Learned, Learner } from "./learner.ts";
import type { Plan } from "./network-plan.ts";

/** A network whose weights are trained step by step, from scratch or from those of a backbone. */
export function networkLearner(
  plan: Plan,
  { seed, device, threads }: DeviceSpec & { readonly seed: number },
): Learner {
  const { recipe, preprocessing } = plan;
  const { channels, height, width } = preprocessing;
  const session = { device, threads };
  return {
    name: plan.name,
    preprocessing,
    symmetries: recipe.symmetries,
    choosesOnValidation: recipe.select === "best",
    methods: plan.methods,
    ...(plan.backbone && { backbone: plan.backbone }),
    decisive: [recipe, plan.decisive],
    modelFile: "model.onnx",
    async learn(dataset, { folder, checkpoint, fingerprint, effects }): Promise<Learned> {
      const network = plan.network(dataset.classes.length);
      const steps = countSteps(dataset, recipe, preprocessing);
      const done = (checkpoint?.epoch ?? 0) * steps.perEpoch;
      const stage = "Training";
      effects.progress({
        kind: "start",
        stage,
        code: "epochs",
        total: steps.total,
        unit: "steps",
        ...(done > 0 ? { done } : {}),
      });
      let note = "";
      const trained = await trainNetwork(dataset, {
        network,
        recipe,
        preprocessing,
        seed,
        session,
        resume: checkpoint,
        fingerprint,
        signal: effects.signal,
        clock: () => effects.now().getTime(),
        onStep: ({ step, loss }) =>
          effects.progress({ kind: "advance", stage, done: step, note: note || `loss ${loss.toFixed(3)}` }),
        onEpoch: async (row, makeCheckpoint, scores) => {
          const state = makeCheckpoint();
          await saveCheckpoint(join(folder, runFiles.checkpoint), state);
          await writeWhole(join(folder, runFiles.history), formatHistory(state.history));
          const accuracy =
            row.valAccuracy === null ? "" : `, validation ${(100 * row.valAccuracy).toFixed(1)} %`;
          note = `epoch ${row.epoch}/${recipe.epochs}, loss ${row.trainLoss.toFixed(3)}${accuracy}`;
          if (scores) {
            effects.progress({ kind: "validated", epoch: row.epoch, mistakes: scores.mistakes });
          }
          throwIfCancelled(effects.signal);
        },
      });
      effects.progress({ kind: "end", stage, note });
      const graph = (metadata: Record<string, string>) =>
        buildInferenceGraph(network, trained.weights, { imageShape: [channels, height, width], metadata });
      return {
        history: trained.history,
        bestEpoch: trained.bestEpoch,
        parameterCount: trained.parameterCount,
        timings: { train: trained.history.reduce((sum, row) => sum + row.seconds, 0) },
        open: () => openClassifier(graph({}), preprocessing, session),
        encode: (metadata) => writeOnnx(graph(encodeModelMetadata(metadata))),
      };
    },
  };
}
