import { namedByExplanations } from "../explanations/read-explanation.ts";
import { namedByPredictions } from "../predictions/prediction-record.ts";
import type { Workspace } from "../workspace/workspace.ts";

/** Runs that explanations and predictions name, whether they are still there or not: a new one is better called otherwise. */
export async function rememberedRuns(workspace: Workspace): Promise<readonly string[]> {
  const named = await Promise.all([namedByExplanations(workspace), namedByPredictions(workspace)]);
  return [...new Set(named.flat())];
}
