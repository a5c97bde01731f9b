export type PartitionQueries = {};

export type PartitionActions = {};
