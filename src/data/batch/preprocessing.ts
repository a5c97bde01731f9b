import type { IntensityScaling, PageChoice } from "../images/image.ts";

/** How an image becomes network inputs. It is stored in the model: prediction does what training did. */
export interface Preprocessing {
  readonly channels: 1 | 3;
  /** Size of the network's input in pixels; tiles are resized to it. */
  readonly height: number;
  readonly width: number;
  /** `whole`: the image is the one tile; `quarters`: the paper's four. */
  readonly tiles: "whole" | "quarters";
  readonly scaling: IntensityScaling;
  /** Which plane of a multi-page image is meant. */
  readonly page: PageChoice;
}

/** Tiles that one image gives. */
export function tilesPerImage({ tiles }: Preprocessing): number {
  return tiles === "quarters" ? 4 : 1;
}

/** Elements of one network input. */
export function inputLength({ channels, height, width }: Preprocessing): number {
  return channels * height * width;
}
