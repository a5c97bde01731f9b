import {
  type QueryClient,
  type UseMutationResult,
  type UseQueryResult,
  useMutation,
  useQuery,
} from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import type { Actions, Queries } from "../../../src/app/protocol/api.ts";
import type { ServerEvent } from "../../../src/app/protocol/event.ts";
import { act, ask, type InputOf, type OutputOf, type ServerRefusal } from "./client.ts";
import { listenToEvents } from "./events.ts";

/**
 * The answer to a question, asked again when the server says that what it is about has changed. `enabled: false` waits;
 * the last answer stays on the screen while a new one is fetched.
 */
export function useApi<Name extends keyof Queries>(
  name: Name,
  input: InputOf<Queries, Name>,
  options: { readonly enabled?: boolean } = {},
): UseQueryResult<OutputOf<Queries, Name>, ServerRefusal> {
  return useQuery<OutputOf<Queries, Name>, ServerRefusal>({
    queryKey: [name, input],
    queryFn: ({ signal }) => ask(name, input, signal),
    placeholderData: (before) => before,
    ...options,
  });
}

/** A change that can be asked for: `.mutate(input)`. What went wrong is shown by the shell unless `quiet`. */
export function useAction<Name extends keyof Actions>(
  name: Name,
  options: { readonly quiet?: boolean } = {},
): UseMutationResult<OutputOf<Actions, Name>, ServerRefusal, InputOf<Actions, Name>> {
  return useMutation<OutputOf<Actions, Name>, ServerRefusal, InputOf<Actions, Name>>({
    mutationKey: [name],
    mutationFn: (input) => act(name, input),
    meta: { quiet: options.quiet === true },
  });
}

/** Calls `listener` for each event of the server while the component is there. */
export function useServerEvent(listener: (event: ServerEvent) => void): void {
  const latest = useRef(listener);
  useEffect(() => {
    latest.current = listener;
  });
  useEffect(() => listenToEvents({ onEvent: (event) => latest.current(event) }), []);
}

/** Slices of the protocol whose answers an event makes stale. */
const staleAfter: Readonly<Record<ServerEvent["kind"], readonly string[]>> = {
  job: [], // kept up to date in place, see below
  "job-forgotten": [],
  images: ["images/", "partition/", "workspace/", "train/", "studies/"],
  run: ["runs/", "evaluations/", "int8/"],
  classified: [],
  validated: [],
};

/** Keeps the answers of a client true while events come in. Returns how to stop. */
export function followEvents(client: QueryClient): () => void {
  const stale = (slices: readonly string[]) => {
    if (slices.length === 0) return;
    void client.invalidateQueries({
      predicate: ({ queryKey }) => slices.some((slice) => String(queryKey[0]).startsWith(slice)),
    });
  };
  const jobsKey = ["jobs/list", {}];
  type Jobs = OutputOf<Queries, "jobs/list">;
  return listenToEvents({
    onEvent: (event) => {
      stale(staleAfter[event.kind]);
      if (event.kind === "job") {
        const { job } = event;
        client.setQueryData<Jobs>(jobsKey, (jobs) =>
          jobs === undefined
            ? undefined
            : jobs.some(({ id }) => id === job.id)
              ? jobs.map((other) => (other.id === job.id ? job : other))
              : [job, ...jobs],
        );
        if (job.ended !== null)
          stale([
            "runs/",
            "evaluations/",
            "int8/",
            "studies/",
            "backbones/",
            "features/",
            "explain/",
            "predict/",
            "images/",
            "partition/",
            "workspace/",
          ]);
      }
      if (event.kind === "job-forgotten") {
        client.setQueryData<Jobs>(jobsKey, (jobs) => jobs?.filter(({ id }) => id !== event.id));
      }
    },
    // What happened while the line was down is not known: ask everything again.
    onReconnect: () => void client.invalidateQueries(),
    // Its answer says whether the server is gone or has another token now.
    // The browser dials every second: a question that is under way is let be, or it would never be answered.
    onLost: () => void client.invalidateQueries({ queryKey: jobsKey }, { cancelRefetch: false }),
  });
}
