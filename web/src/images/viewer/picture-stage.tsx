import { type PointerEvent, type ReactElement, useEffect, useRef, useState } from "react";
import type { Zoom } from "./use-zoom.ts";
import styles from "./viewer.module.css";

interface PictureStageProps {
  readonly source: string;
  readonly alt: string;
  readonly zoom: Zoom;
  /** Shown in its place when it cannot be read. */
  readonly failure: string;
  /** Leaves room for something below it. */
  readonly isLow?: boolean;
}

/** A picture that is enlarged with the wheel and moved with the mouse, the scroll bars or the arrow keys. */
export function PictureStage({ source, alt, zoom, failure, isLow = false }: PictureStageProps): ReactElement {
  const [broken, setBroken] = useState<string>();
  const { stage, picture, scale, isEnlarged } = zoom;
  const drag = useDrag(stage);
  useWheel(stage, zoom.by);
  return (
    <section
      ref={zoom.setStage}
      className={[styles.stage, isEnlarged && styles.movable, isLow && styles.low].filter(Boolean).join(" ")}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a large picture is scrolled with the keys
      tabIndex={0}
      aria-label="Picture"
      data-autofocus
      {...(isEnlarged ? drag : {})}
    >
      {broken === source ? (
        <p className={styles.failure}>{failure}</p>
      ) : (
        <img
          key={source}
          src={source}
          alt={alt}
          draggable={false}
          className={picture === undefined ? `${styles.picture} ${styles.unmeasured}` : styles.picture}
          style={
            picture === undefined
              ? undefined
              : { width: picture.width * scale, height: picture.height * scale }
          }
          onLoad={({ currentTarget: { naturalWidth, naturalHeight } }) =>
            zoom.measure({ width: naturalWidth, height: naturalHeight })
          }
          onError={() => setBroken(source)}
        />
      )}
    </section>
  );
}

/** Moves what is in an element with the mouse; fingers scroll it anyway. */
function useDrag(stage: HTMLElement | null) {
  const last = useRef<{ readonly x: number; readonly y: number }>(undefined);
  const end = (): void => {
    last.current = undefined;
  };
  return {
    onPointerDown(event: PointerEvent<HTMLElement>): void {
      // The scroll bars belong to the stage as well, the picture does not hold them.
      if (event.button !== 0 || event.pointerType !== "mouse" || event.target === stage) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      last.current = { x: event.clientX, y: event.clientY };
    },
    onPointerMove({ clientX, clientY }: PointerEvent<HTMLElement>): void {
      if (last.current === undefined) return;
      stage?.scrollBy(last.current.x - clientX, last.current.y - clientY);
      last.current = { x: clientX, y: clientY };
    },
    onPointerUp: end,
    onPointerCancel: end,
  };
}

/** React listens to wheels passively: the page would scroll along. */
function useWheel(stage: HTMLElement | null, zoomBy: Zoom["by"]): void {
  const latest = useRef(zoomBy);
  useEffect(() => {
    latest.current = zoomBy;
  });
  useEffect(() => {
    if (stage === null) return;
    const onWheel = (event: WheelEvent): void => {
      if (event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      const { left, top } = stage.getBoundingClientRect();
      const delta = Math.max(-200, Math.min(200, event.deltaY * (event.deltaMode === 0 ? 1 : 30)));
      latest.current(Math.exp(-delta / 400), { x: event.clientX - left, y: event.clientY - top });
    };
    stage.addEventListener("wheel", onWheel, { passive: false });
    return () => stage.removeEventListener("wheel", onWheel);
  }, [stage]);
}
