import type { Job } from "./job.ts";
import type { ClassifiedImage, Mistake } from "./progress.ts";

/** What the server tells all open pages: `GET /api/events`, one JSON document per server-sent event. */
export type ServerEvent =
  /** A job is new or has changed; at most a few times a second for each. */
  | { readonly kind: "job"; readonly job: Job }
  | { readonly kind: "job-forgotten"; readonly id: string }
  /** The table of images has changed; `revision` counts up. */
  | { readonly kind: "images"; readonly revision: number }
  /** Files of a run have changed. */
  | { readonly kind: "run"; readonly run: string }
  /** Images that a job has classified, in its order; `from` is the position of the first. */
  | {
      readonly kind: "classified";
      readonly job: string;
      readonly from: number;
      readonly images: readonly ClassifiedImage[];
    }
  /** The surest mistakes on the validation part after an epoch. */
  | {
      readonly kind: "validated";
      readonly job: string;
      readonly epoch: number;
      readonly mistakes: readonly Mistake[];
    };
