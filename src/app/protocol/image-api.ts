export type ImageQueries = {};

export type ImageActions = {};

export type ImageFiles = {};

export type ImageUploads = {};
