import { useEffect, useRef, useState } from "react";
import { ask, ServerRefusal } from "../api/client.ts";
import { useServerEvent } from "../api/hooks.ts";
import type { Row } from "./arrange-rows.ts";

export interface Rows {
  /** In the order of the table; grows while the job works. */
  readonly rows: readonly Row[];
  readonly classes: readonly string[];
  /** Confidence below which the verdict is "none of these"; null where there is none. */
  readonly threshold: number | null;
  /** Whether all there will be are here. */
  readonly finished: boolean;
  readonly error: ServerRefusal | undefined;
}

const none: Rows = { rows: [], classes: [], threshold: null, finished: false, error: undefined };

/** New rows are fetched this often at most, in milliseconds. */
const pause = 350;

/** The rows of a table, piece by piece, also while they come into being. */
export function usePredictionRows(name: string, job: string | null, jobEnded: boolean): Rows {
  const [state, setState] = useState(none);
  const fetching = useRef({ busy: false, again: false });
  const rows = useRef<Row[]>([]);
  const stopped = useRef(false);
  const fetchMore = useRef(async (): Promise<void> => {});
  fetchMore.current = async () => {
    if (fetching.current.busy) {
      fetching.current.again = true;
      return;
    }
    fetching.current = { busy: true, again: false };
    try {
      for (;;) {
        const answer = await ask("predict/rows", { name, from: rows.current.length });
        if (stopped.current) return;
        rows.current = [...rows.current, ...answer.rows];
        const whole = rows.current.length >= answer.total;
        setState({
          rows: rows.current,
          classes: answer.classes,
          threshold: answer.threshold ?? null,
          finished: answer.finished && whole,
          error: undefined,
        });
        if (answer.rows.length === 0 || whole) break;
      }
    } catch (error) {
      if (error instanceof ServerRefusal && !stopped.current) setState((before) => ({ ...before, error }));
    } finally {
      fetching.current.busy = false;
    }
    if (!fetching.current.again || stopped.current) return;
    await new Promise((resolve) => setTimeout(resolve, pause));
    if (!stopped.current) await fetchMore.current();
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: the end of the job brings the last rows
  useEffect(() => {
    stopped.current = false;
    void fetchMore.current();
    return () => {
      stopped.current = true;
    };
  }, [name, jobEnded]);
  useServerEvent((event) => {
    if (event.kind === "classified" && event.job === job) void fetchMore.current();
  });
  return state;
}
