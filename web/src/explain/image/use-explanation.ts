import { useState } from "react";
import type { ExplanationFacts } from "../../../../src/app/protocol/explanation-api.ts";
import type { Job } from "../../../../src/app/protocol/job.ts";
import { useAction, useApi } from "../../api/hooks.ts";

/** What shall be looked for. */
export interface Wish {
  readonly run: string;
  /** Null while none is chosen; empty for the run's own. */
  readonly image: string | null;
  readonly method: string | null;
  /** Null: the usual one. */
  readonly layer: string | null;
  /** Null: the predicted one. */
  readonly target: string | null;
}

export interface FoundExplanation {
  /** A whole one that fits the wish. */
  readonly name: string | undefined;
  /** The job that makes one. */
  readonly job: Job | undefined;
  readonly start: (methods: readonly string[], images?: readonly string[]) => void;
  readonly isStarting: boolean;
}

/** The newest explanation of an image that fits a wish, and how to have one made. */
export function useExplanation(wish: Wish, usualLayer: string | null): FoundExplanation {
  const list = useApi("explain/list", {});
  const action = useAction("explain/start");
  const jobs = useApi("jobs/list", {});
  const [started, setStarted] = useState<{ readonly job: string; readonly image: string | null }>();
  const found = wish.image === null ? undefined : list.data?.find((facts) => fits(facts, wish, usualLayer));
  const mine = jobs.data?.find(
    (job) =>
      (job.id === started?.job && started.image === wish.image) || (job.ended === null && isOf(job, wish)),
  );
  return {
    name: found?.name,
    job: found === undefined ? mine : undefined,
    isStarting: action.isPending,
    start: (methods, images) =>
      action.mutate(
        {
          run: wish.run,
          images: images ?? (wish.image === null ? [] : [wish.image]),
          methods,
          layer: wish.layer ?? undefined,
          class: wish.target ?? undefined,
        },
        { onSuccess: ({ job }) => setStarted({ job: job.id, image: wish.image }) },
      ),
  };
}

/** Whether a job explains an image, as its command says: it may have been started before the page was opened. */
function isOf({ kind, command }: Job, { run, image }: Wish): boolean {
  if (kind !== "explain" || image === null || !command.startsWith(`mor explain runs/${run} `)) return false;
  if (image === "") return command.startsWith(`mor explain runs/${run} --out `);
  return [` ${image} `, `'${image}'`].some((word) => command.includes(word));
}

function fits(facts: ExplanationFacts, wish: Wish, usualLayer: string | null): boolean {
  if (facts.run !== wish.run || wish.image === null || !facts.images.includes(wish.image)) return false;
  if (wish.method !== null && !facts.methods.includes(wish.method)) return false;
  const layer = wish.layer ?? usualLayer;
  // Without a layer there are no maps of regions in it, and the layer makes no difference.
  if (facts.layer !== null && layer !== null && facts.layer !== layer) return false;
  const at = facts.images.indexOf(wish.image);
  return wish.target === null ? facts.ofVerdicts : facts.explained[at] === wish.target;
}
