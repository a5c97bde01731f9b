export type PredictionQueries = {};

export type PredictionActions = {};

export type PredictionFiles = {};
