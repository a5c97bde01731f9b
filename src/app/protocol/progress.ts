/** What a task tells while it works: stages with a name, one or several at a time, and free-form lines. */
export type ProgressEvent =
  /** A stage begins. Without `total` its length is unknown. */
  | {
      readonly kind: "start";
      readonly stage: string;
      readonly total?: number;
      /** What is counted, in the plural: `images`, `epochs`. */
      readonly unit?: string;
      /** Units that were done before, in a run that goes on; the rate does not count them. */
      readonly done?: number;
    }
  /** `done` counts from the beginning of the stage, not from the last event. */
  | { readonly kind: "advance"; readonly stage: string; readonly done: number; readonly note?: string }
  | { readonly kind: "end"; readonly stage: string; readonly note?: string }
  | { readonly kind: "message"; readonly text: string };
