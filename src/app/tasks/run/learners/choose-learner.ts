import type { Dataset } from "../../../../data/dataset/dataset.ts";
import type { Effects } from "../../effects.ts";
import type { TrainSpec } from "../train-spec.ts";
import type { Learner } from "./learner.ts";
import { networkLearner } from "./network-learner.ts";
import { planNetwork } from "./network-plan.ts";

/** What a spec means for one data set. @throws MorError `usage` for options that do not go together. */
export async function chooseLearner(spec: TrainSpec, dataset: Dataset, _effects: Effects): Promise<Learner> {
  return networkLearner(planNetwork(spec, dataset), spec);
}
