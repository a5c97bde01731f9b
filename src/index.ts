export type { Image, ImageInfo, IntensityScaling, PageChoice } from "./data/images/image.ts";
export { type ErrorCode, MorError } from "./errors.ts";
