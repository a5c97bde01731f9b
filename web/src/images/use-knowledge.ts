import { useMemo } from "react";
import { useApi } from "../api/hooks.ts";
import type { Knowledge, Verdict } from "./choose-images.ts";

/** What checks have found about images. */
export function useKnowledge(): Knowledge {
  const findings = useApi("images/findings", {}).data;
  return useMemo(() => {
    const copies = new Map<string, string>();
    for (const { paths } of findings?.duplicates ?? []) {
      const [a, b] = paths;
      const first = copies.get(a) ?? copies.get(b) ?? a;
      copies.set(a, first);
      copies.set(b, first);
    }
    return {
      broken: new Set(findings?.broken.map(({ path }) => path)),
      copies,
      verdicts: new Map<string, Verdict>(),
    };
  }, [findings]);
}
