import { useMemo } from "react";
import type { RunPredictions } from "../../../../src/app/protocol/run/run-document.ts";
import { useApi } from "../../api/hooks.ts";
import type { Knowledge, Verdict } from "../choose-images.ts";
import { gatherCopies } from "./gather-copies.ts";

/** What checks have found about images, and what a run's model says of those that it has scored. */
export function useKnowledge(run: string | null): Knowledge {
  const findings = useApi("images/findings", {}).data;
  const predictions = useApi("runs/predictions", { run: run ?? "" }, { enabled: run !== null }).data;
  return useMemo(() => {
    return {
      broken: new Set(findings?.broken.map(({ path }) => path)),
      copies: gatherCopies((findings?.duplicates ?? []).map(({ paths }) => paths)),
      verdicts: new Map(run === null || !predictions ? [] : verdictsOf(predictions)),
    };
  }, [findings, predictions, run]);
}

function verdictsOf({
  classes,
  path,
  predicted,
  confidence,
}: RunPredictions): (readonly [string, Verdict])[] {
  return path.map((file, index) => [
    file,
    { predicted: classes[predicted[index] ?? -1] ?? "none of these", confidence: confidence[index] ?? 0 },
  ]);
}
