import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { type Extent, fittingScale, scrollAfterZoom, steppedScale } from "./zoom-geometry.ts";

/** How large a picture is shown on its stage. */
export interface Zoom {
  readonly stage: HTMLElement | null;
  readonly setStage: (stage: HTMLElement | null) => void;
  readonly picture: Extent | undefined;
  readonly measure: (picture: Extent) => void;
  /** Pixels of the page to one of the picture. */
  readonly scale: number;
  /** Whether more than the fitted picture is there, so that it can be moved. */
  readonly isEnlarged: boolean;
  readonly isFitted: boolean;
  /** Keeps the point, or the centre, where it is. */
  readonly by: (factor: number, point?: { readonly x: number; readonly y: number }) => void;
  readonly fit: () => void;
  readonly to: (scale: number) => void;
  readonly pan: (right: number, down: number) => void;
}

const nowhere: Extent = { width: 0, height: 0 };

/** The zoom of one picture after the other: it stays when the next one comes, until it is fitted again. */
export function useZoom(): Zoom {
  const [stage, setStage] = useState<HTMLElement | null>(null);
  const [room, setRoom] = useState(nowhere);
  const [picture, measure] = useState<Extent>();
  const [chosen, choose] = useState<number>();
  const scrollTo = useRef<{ readonly left: number; readonly top: number }>(undefined);
  useEffect(() => {
    if (stage === null) return;
    // With its scroll bars, so that these do not change what is fitted.
    const look = (): void => setRoom({ width: stage.offsetWidth, height: stage.offsetHeight });
    look();
    const observer = new ResizeObserver(look);
    observer.observe(stage);
    return () => observer.disconnect();
  }, [stage]);
  const fitted = fittingScale(room, picture ?? nowhere);
  const scale = chosen ?? fitted;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the place to scroll to is that of the new scale
  useLayoutEffect(() => {
    if (scrollTo.current !== undefined) stage?.scrollTo(scrollTo.current);
    scrollTo.current = undefined;
  }, [scale, stage]);

  const change = (next: number | undefined, point?: { readonly x: number; readonly y: number }): void => {
    choose(next);
    const to = next ?? fitted;
    if (stage === null || picture === undefined || to === scale) return;
    const { clientWidth, clientHeight, scrollLeft, scrollTop } = stage;
    const axes = [
      { scroll: scrollLeft, at: point?.x ?? clientWidth / 2, stage: clientWidth, length: picture.width },
      { scroll: scrollTop, at: point?.y ?? clientHeight / 2, stage: clientHeight, length: picture.height },
    ] as const;
    scrollTo.current = {
      left: scrollAfterZoom(axes[0], scale, to),
      top: scrollAfterZoom(axes[1], scale, to),
    };
  };
  return {
    stage,
    setStage,
    picture,
    measure,
    scale,
    isFitted: chosen === undefined,
    isEnlarged: scale > fitted * 1.001,
    by: (factor, point) => change(steppedScale(scale, factor, fitted), point),
    fit: () => change(undefined),
    to: (next) => change(next),
    pan: (right, down) => stage?.scrollBy(right, down),
  };
}
