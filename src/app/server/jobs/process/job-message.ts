import type { FailureDocument } from "../../../protocol/failure-document.ts";
import type { JobKind } from "../../../protocol/job.ts";
import type { ProgressEvent } from "../../../protocol/progress.ts";

/** What the server says to the process of a job. */
export type JobOrder =
  | { readonly kind: "begin"; readonly job: JobKind; readonly spec: Readonly<Record<string, unknown>> }
  /** End at the next chance, with whole files only. */
  | { readonly kind: "stop" };

/** What the process of a job says to the server. */
export type JobReport =
  | { readonly kind: "progress"; readonly events: readonly ProgressEvent[] }
  | { readonly kind: "warning"; readonly text: string }
  | { readonly kind: "finished"; readonly result: unknown }
  | { readonly kind: "failed"; readonly failure: FailureDocument["error"] };
