import type { BackboneActions, BackboneQueries } from "./backbone-api.ts";
import type { EvaluationActions, EvaluationFiles, EvaluationQueries } from "./evaluation-api.ts";
import type { ExplanationActions, ExplanationFiles, ExplanationQueries } from "./explanation-api.ts";
import type { FeatureActions, FeatureFiles, FeatureQueries } from "./feature-api.ts";
import type { ImageActions, ImageFiles, ImageQueries, ImageUploads } from "./image-api.ts";
import type { Int8Actions, Int8Queries } from "./int8-api.ts";
import type { JobActions, JobQueries } from "./job-api.ts";
import type { PartitionActions, PartitionQueries } from "./partition-api.ts";
import type {
  PredictionActions,
  PredictionFiles,
  PredictionQueries,
  PredictionUploads,
} from "./prediction-api.ts";
import type { RunActions, RunFiles, RunQueries } from "./run/run-api.ts";
import type { StudyActions, StudyFiles, StudyQueries } from "./study-api.ts";
import type { WorkspaceQueries } from "./workspace-api.ts";

/** Questions, which change nothing: `GET /api/NAME?input=JSON`, answered with JSON. Each entry has `input` and `output`. */
export interface Queries
  extends WorkspaceQueries,
    JobQueries,
    ImageQueries,
    PartitionQueries,
    RunQueries,
    EvaluationQueries,
    Int8Queries,
    ExplanationQueries,
    PredictionQueries,
    StudyQueries,
    BackboneQueries,
    FeatureQueries {}

/** Requests that change something: `POST /api/NAME` with the input as a JSON body, answered with JSON. */
export interface Actions
  extends JobActions,
    ImageActions,
    PartitionActions,
    RunActions,
    EvaluationActions,
    Int8Actions,
    ExplanationActions,
    PredictionActions,
    StudyActions,
    BackboneActions,
    FeatureActions {}

/** Bytes with a type of their own, for `<img>` and downloads: `GET /file/NAME?input=JSON`. Each entry has `input`. */
export interface Files
  extends ImageFiles,
    RunFiles,
    EvaluationFiles,
    ExplanationFiles,
    PredictionFiles,
    StudyFiles,
    FeatureFiles {}

/** One file in the body as it is: `POST /upload/NAME?input=JSON`, answered with JSON. Each entry has `input` and `output`. */
export interface Uploads extends ImageUploads, PredictionUploads {}
