import { useQueries, useQueryClient } from "@tanstack/react-query";
import type { RunEpoch } from "../../../../src/app/protocol/run/run-document.ts";
import { ask } from "../../api/client.ts";
import { useServerEvent } from "../../api/hooks.ts";

export interface RunHistory {
  readonly run: string;
  readonly epochs: readonly RunEpoch[];
}

/** The epochs of several runs; asked again after each epoch, and every few seconds while one of them trains. */
export function useHistories(runs: readonly string[], follow: boolean): readonly RunHistory[] {
  const client = useQueryClient();
  useServerEvent((event) => {
    // What a validation belongs to is known to its job alone; few runs are shown, and rows are small.
    if (event.kind !== "validated") return;
    void client.invalidateQueries({ queryKey: ["runs/history"] });
    void client.invalidateQueries({ queryKey: ["runs/list"] });
  });
  return useQueries({
    queries: runs.map((run) => ({
      queryKey: ["runs/history", { run }],
      queryFn: ({ signal }: { readonly signal: AbortSignal }) => ask("runs/history", { run }, signal),
      ...(follow ? { refetchInterval: 4000 } : {}),
      retry: false,
    })),
    combine: (answers) =>
      answers.flatMap(({ data }, index) => {
        const run = runs[index];
        return run !== undefined && data !== undefined && data.length > 0 ? [{ run, epochs: data }] : [];
      }),
  });
}
