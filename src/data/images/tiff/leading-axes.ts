/** The axes before those of a page, and which page holds each plane where it is not simply the next. */
export interface LeadingAxes {
  readonly axes: string;
  readonly shape: readonly number[];
  readonly pages?: readonly number[];
  /** True when the samples of a planar page are the channels. */
  readonly samplesAreChannels?: boolean;
  readonly physicalSizeX?: number;
}
