import { useState } from "react";
import type { ExplanationFacts } from "../../../../src/app/protocol/explanation-api.ts";
import type { Job } from "../../../../src/app/protocol/job.ts";
import { useAction, useApi } from "../../api/hooks.ts";
import { useJob } from "../parts/job-line.tsx";

/** What shall be looked for. */
export interface Wish {
  readonly run: string;
  /** Null while none is chosen. */
  readonly image: string | null;
  readonly method: string | null;
  /** Null: the usual one. */
  readonly layer: string | null;
  /** Null: the predicted one. */
  readonly target: string | null;
}

/** Layer and class that an explanation was asked for with, by its name: its record names them only after defaults. */
interface Started {
  readonly name: string;
  readonly job: string;
  readonly wish: Wish;
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
  const [started, setStarted] = useState<Started>();
  const job = useJob(started?.job ?? null);
  const found = wish.image === null ? undefined : list.data?.find((facts) => fits(facts, wish, usualLayer));
  const mine = started && job && started.wish.image === wish.image && found === undefined ? job : undefined;
  return {
    name: found?.name,
    job: mine,
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
        { onSuccess: (answer) => setStarted({ name: answer.name, job: answer.job.id, wish }) },
      ),
  };
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
