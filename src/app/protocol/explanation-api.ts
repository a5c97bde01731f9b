export type ExplanationQueries = {};

export type ExplanationActions = {};

export type ExplanationFiles = {};
