import type { Routes } from "../route.ts";
import * as jobs from "./jobs.ts";
import * as workspace from "./workspace.ts";

/** The tables of all slices; each is one import and one line for each kind of entry it has. */
export const allRoutes: Routes = {
  queries: { ...workspace.queries, ...jobs.queries },
  actions: { ...jobs.actions },
  files: {},
  uploads: {},
};
