import type { Routes } from "../route.ts";
import * as backbones from "./backbones.ts";
import * as evaluations from "./evaluations.ts";
import * as explanations from "./explanations.ts";
import * as features from "./features.ts";
import * as images from "./images.ts";
import * as int8 from "./int8.ts";
import * as jobs from "./jobs.ts";
import * as partition from "./partition.ts";
import * as predictions from "./predictions.ts";
import * as runs from "./runs.ts";
import * as studies from "./studies.ts";
import * as workspace from "./workspace.ts";

/** The tables of all slices; each is one import and one line for each kind of entry it has. */
export const allRoutes: Routes = {
  queries: {
    ...workspace.queries,
    ...jobs.queries,
    ...images.queries,
    ...partition.queries,
    ...runs.queries,
    ...evaluations.queries,
    ...int8.queries,
    ...explanations.queries,
    ...predictions.queries,
    ...studies.queries,
    ...backbones.queries,
    ...features.queries,
  },
  actions: {
    ...jobs.actions,
    ...images.actions,
    ...partition.actions,
    ...runs.actions,
    ...evaluations.actions,
    ...int8.actions,
    ...explanations.actions,
    ...predictions.actions,
    ...studies.actions,
    ...backbones.actions,
    ...features.actions,
  },
  files: {
    ...images.files,
    ...runs.files,
    ...evaluations.files,
    ...explanations.files,
    ...predictions.files,
    ...studies.files,
    ...features.files,
  },
  uploads: { ...images.uploads, ...predictions.uploads },
};
