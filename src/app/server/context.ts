import type { ServerEvent } from "../protocol/event.ts";
import type { Jobs } from "./jobs/jobs.ts";
import type { Workspace } from "./workspace/workspace.ts";

/** What all requests share. */
export interface ServerContext {
  readonly workspace: Workspace;
  readonly jobs: Jobs;
  /** Tells all open pages. */
  readonly publish: (event: ServerEvent) => void;
  readonly now: () => Date;
}
