export type RunQueries = {};

export type RunActions = {};

export type RunFiles = {};
