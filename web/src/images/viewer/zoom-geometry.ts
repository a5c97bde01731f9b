/** Width and height, in pixels of the page. */
export interface Extent {
  readonly width: number;
  readonly height: number;
}

/** The greatest scale at which the whole picture is seen; small pictures are enlarged. 1 for one without an extent. */
export function fittingScale(stage: Extent, picture: Extent): number {
  const scale = Math.min(stage.width / picture.width, stage.height / picture.height);
  return Number.isFinite(scale) && scale > 0 ? scale : 1;
}

/** A step of the zoom; at the lowest, undefined: the picture is fitted to the stage. */
export function steppedScale(scale: number, factor: number, fitted: number): number | undefined {
  const next = Math.min(Math.max(16, 8 * fitted), scale * factor);
  return next <= fitted * 1.001 ? undefined : next;
}

/**
 * How far to scroll along one axis so that the same point of the picture stays under `at` (from the edge of the stage);
 * a picture that is smaller than the stage stands in its middle.
 */
export function scrollAfterZoom(
  axis: { readonly scroll: number; readonly at: number; readonly stage: number; readonly length: number },
  from: number,
  to: number,
): number {
  const { scroll, at, stage, length } = axis;
  const margin = (scale: number): number => Math.max(0, (stage - length * scale) / 2);
  const point = (scroll + at - margin(from)) / from;
  return Math.max(0, Math.min(length * to - stage, point * to + margin(to) - at));
}
