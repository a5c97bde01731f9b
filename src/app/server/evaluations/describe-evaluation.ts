import type { EvaluationDetails } from "../../protocol/evaluation-api.ts";
import type { Job } from "../../protocol/job.ts";
import { evaluateSpec } from "../../tasks/evaluate.ts";
import { seenWarnings } from "../../tasks/run/evaluation-record.ts";
import { readMetrics } from "../../tasks/run/score-run.ts";
import { jobCommand } from "../jobs/job-command.ts";
import { levelScores } from "../runs/describe-run.ts";
import { measured } from "../runs/summarize-run.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { differenceOfShares } from "./difference-of-shares.ts";
import { type EvaluationHead, factsOf } from "./evaluation-files.ts";

/**
 * A test of a run beside the run's own score.
 * @param folder of the run, absolute.
 * @throws MorError `run-invalid`.
 */
export async function describeEvaluation(
  workspace: Workspace,
  folder: string,
  {
    name,
    head,
    jobs,
  }: { readonly name: string; readonly head: EvaluationHead; readonly jobs: readonly Job[] },
): Promise<EvaluationDetails> {
  const { metrics, data, warnings, spec } = head;
  const { image, group, tile } = metrics.levels;
  const own = await readMetrics(folder);
  const before = own.levels.image ?? own.levels.group ?? own.levels.tile;
  // The page says it louder.
  const learnt = seenWarnings(data.seen && { ...data.seen, test: 0 }, image?.count ?? 0);
  return {
    facts: factsOf(workspace, name, head, jobs),
    levels: [
      ...(image ? [levelScores("image", image)] : []),
      ...(group ? [levelScores("group", group)] : []),
      ...(tile ? [levelScores("tile", tile)] : []),
    ],
    groupName: data.groupName,
    missing: (image?.perClass ?? []).flatMap(({ label, support }) => (support === 0 ? [label] : [])),
    broken: data.broken,
    warnings: [...warnings.filter((text) => !learnt.includes(text)), ...(image?.warnings ?? [])],
    own: before ? { part: own.part, images: before.count, accuracy: measured(before.accuracy) } : null,
    difference: image && before ? differenceOfShares(image.accuracy, before.accuracy) : null,
    command: jobCommand("evaluate", evaluateSpec, spec, ["run", "data"]),
  };
}
