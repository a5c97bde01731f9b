import { ActionIcon, Box, Group, Paper, Text, useComputedColorScheme } from "@mantine/core";
import { IconFocusCentered, IconZoomIn, IconZoomOut } from "@tabler/icons-react";
import { type KeyboardEvent, type PointerEvent, type ReactElement, useEffect, useRef, useState } from "react";
import { Thumbnail } from "../../pictures/thumbnail.tsx";
import { useElementWidth } from "../../pictures/use-element-width.ts";
import { drawMarks, drawScatter, type ScatterLook } from "./draw-scatter.ts";
import {
  nearestPoint,
  nearestTo,
  nextPoint,
  type Points,
  pointsWithin,
  type Room,
  scaleOf,
  toMap,
  toPixels,
  type View,
  wholeView,
  zoomAt,
} from "./scatter-geometry.ts";

interface Properties {
  readonly points: Points;
  readonly look: ScatterLook;
  readonly selected: ReadonlySet<number>;
  readonly onSelect: (points: ReadonlySet<number>) => void;
  /** Where the keyboard is; -1 for nowhere. */
  readonly cursor: number;
  readonly onCursor: (point: number) => void;
  readonly pathOf: (point: number) => string;
  /** "leaf-17.png, mito normal, test" */
  readonly wordsOf: (point: number) => string;
  readonly label: string;
}

const height = 520;
const directions: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};
/** How far from a point the mouse may be, in pixels. */
const reach = 10;

/** A map of images: points that are shown under the mouse, taken with a lasso, and walked with the arrow keys. */
export function ScatterCanvas(properties: Properties): ReactElement {
  const { points, look, selected, onSelect, cursor, onCursor, pathOf, wordsOf, label } = properties;
  const [place, width] = useElementWidth();
  const [view, setView] = useState(wholeView);
  const [lasso, setLasso] = useState<readonly number[]>([]);
  const [hovered, setHovered] = useState(-1);
  const [focused, setFocused] = useState(false);
  const base = useRef<HTMLCanvasElement>(null);
  const marks = useRef<HTMLCanvasElement>(null);
  const stage = useRef<HTMLDivElement>(null);
  const ink = useComputedColorScheme("light") === "dark" ? "#ffffff" : "#111111";
  const room: Room = { width, height };
  useEffect(() => {
    const canvas = contextOf(base.current, { width, height });
    if (canvas) drawScatter(canvas, points, look, selected, { room: { width, height }, view });
  }, [points, look, selected, view, width]);
  useEffect(() => {
    const canvas = contextOf(marks.current, { width, height });
    const shownCursor = focused || cursor >= 0 ? cursor : -1;
    if (canvas)
      drawMarks(
        canvas,
        points,
        { selected, cursor: shownCursor, lasso, ink },
        { room: { width, height }, view },
      );
  }, [points, selected, cursor, focused, lasso, view, width, ink]);
  useEffect(() => {
    const element = stage.current;
    if (element === null) return;
    const zoom = (event: WheelEvent): void => {
      event.preventDefault(); // React listens passively
      const { left, top } = element.getBoundingClientRect();
      const factor = Math.exp(-0.0016 * event.deltaY);
      setView((before) =>
        zoomAt(before, factor, event.clientX - left, event.clientY - top, { width, height }),
      );
    };
    element.addEventListener("wheel", zoom, { passive: false });
    return () => element.removeEventListener("wheel", zoom);
  }, [width]);
  const placeOf = (event: PointerEvent): readonly [number, number] => {
    const { left, top } = event.currentTarget.getBoundingClientRect();
    return toMap(event.clientX - left, event.clientY - top, room, view);
  };
  const pressed = (event: PointerEvent<HTMLDivElement>): void => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    setLasso([...placeOf(event)]);
  };
  const moved = (event: PointerEvent<HTMLDivElement>): void => {
    if (event.buttons === 4 || event.buttons === 2) {
      const [across, down] = scaleOf(room, view);
      setView({ ...view, x: view.x - event.movementX / across, y: view.y - event.movementY / down });
    } else if (lasso.length > 0) {
      const [x, y] = placeOf(event);
      setLasso([...lasso, x, y]);
    } else {
      setHovered(nearestPoint(points, look.shown, placeOf(event), reachIn(room, view)));
    }
  };
  const released = (event: PointerEvent<HTMLDivElement>): void => {
    if (lasso.length === 0) return;
    setLasso([]);
    const before = event.shiftKey ? selected : [];
    if (lasso.length > 8) {
      onSelect(new Set([...before, ...pointsWithin(points, look.shown, lasso)]));
      return;
    }
    const point = nearestPoint(points, look.shown, placeOf(event), reachIn(room, view));
    if (point >= 0) onCursor(point);
    onSelect(new Set([...before, ...(point < 0 ? [] : [point])]));
  };
  const typed = (event: KeyboardEvent): void => {
    const towards = directions[event.key];
    const [first] = selected;
    const from = cursor >= 0 ? cursor : (first ?? look.shown.indexOf(1));
    if (towards !== undefined) onCursor(cursor < 0 ? from : nextPoint(points, look.shown, from, towards));
    else if (event.key === "Enter" || event.key === " ") {
      const next = new Set(selected);
      if (!next.delete(from)) next.add(from);
      onSelect(next);
    } else if (event.key === "n") onSelect(new Set(nearestTo(points, look.shown, from, 20)));
    else if (event.key === "Escape") onSelect(new Set());
    else if (event.key === "+" || event.key === "-") zoomBy(event.key === "+" ? 1.5 : 1 / 1.5);
    else if (event.key === "0") setView(wholeView);
    else return;
    event.preventDefault();
  };
  const zoomBy = (factor: number): void => {
    const [left, top] =
      cursor >= 0
        ? toPixels(points.x[cursor] ?? 0, points.y[cursor] ?? 0, room, view)
        : [width / 2, height / 2];
    setView((before) => zoomAt(before, factor, left, top, room));
  };
  const told = hovered >= 0 ? hovered : focused ? cursor : -1;
  return (
    <Box ref={place} pos="relative" style={{ height }}>
      <canvas ref={base} style={canvasStyle} aria-hidden />
      <Box
        ref={stage}
        role="application"
        aria-label={label}
        aria-describedby="map-keys"
        tabIndex={0}
        onKeyDown={typed}
        onFocus={() => setFocused(true)}
        onBlur={() => setFocused(false)}
        onPointerDown={pressed}
        onPointerMove={moved}
        onPointerUp={released}
        onPointerLeave={() => setHovered(-1)}
        onContextMenu={(event) => event.preventDefault()}
        style={{ ...canvasStyle, cursor: "crosshair", touchAction: "none" }}
      >
        <canvas ref={marks} style={canvasStyle} aria-hidden />
      </Box>
      <Text id="map-keys" className="spoken">
        Arrow keys go to the next image, Enter selects it, n selects it with the 20 nearest, Escape selects
        none, plus and minus enlarge.
      </Text>
      <span className="spoken" aria-live="polite">
        {focused && cursor >= 0 ? `${wordsOf(cursor)}${selected.has(cursor) ? ", selected" : ""}` : ""}
      </span>
      {told >= 0 && (
        <Told
          point={told}
          at={toPixels(points.x[told] ?? 0, points.y[told] ?? 0, room, view)}
          {...{ room, pathOf, wordsOf }}
        />
      )}
      <Group gap={4} pos="absolute" top={8} right={8}>
        <ActionIcon variant="default" aria-label="Enlarge" onClick={() => zoomBy(1.5)}>
          <IconZoomIn size={18} />
        </ActionIcon>
        <ActionIcon variant="default" aria-label="Shrink" onClick={() => zoomBy(1 / 1.5)}>
          <IconZoomOut size={18} />
        </ActionIcon>
        <ActionIcon variant="default" aria-label="Show the whole map" onClick={() => setView(wholeView)}>
          <IconFocusCentered size={18} />
        </ActionIcon>
      </Group>
    </Box>
  );
}

interface ToldProperties extends Pick<Properties, "pathOf" | "wordsOf"> {
  readonly point: number;
  readonly at: readonly [number, number];
  readonly room: Room;
}

/** The picture of a point, away from it. */
function Told({ point, at: [left, top], room, pathOf, wordsOf }: ToldProperties): ReactElement {
  return (
    <Paper
      withBorder
      shadow="md"
      p={6}
      w={152}
      style={{
        position: "absolute",
        // In the corner that is farthest from the point: its neighbours stay in sight.
        ...(left > room.width / 2 ? { left: 8 } : { right: 8 }),
        ...(top > room.height / 2 ? { top: left > room.width / 2 ? 8 : 48 } : { bottom: 8 }),
        pointerEvents: "none",
        zIndex: 2,
      }}
    >
      <Thumbnail path={pathOf(point)} size={138} />
      <Text size="xs" mt={4} style={{ overflowWrap: "anywhere" }}>
        {wordsOf(point)}
      </Text>
    </Paper>
  );
}

/** How far from a point the mouse may be, across and down the map. */
function reachIn(room: Room, view: View): readonly [number, number] {
  const [across, down] = scaleOf(room, view);
  return [reach / across, reach / down];
}

const canvasStyle = {
  position: "absolute",
  inset: 0,
  width: "100%",
  height: "100%",
  borderRadius: "var(--mantine-radius-md)",
} as const;

/** Sharp on dense screens; null before there is room. */
function contextOf(
  canvas: HTMLCanvasElement | null,
  { width, height: high }: Room,
): CanvasRenderingContext2D | null {
  if (canvas === null || width === 0) return null;
  const density = globalThis.devicePixelRatio || 1;
  const [across, down] = [Math.round(width * density), Math.round(high * density)];
  if (canvas.width !== across || canvas.height !== down) [canvas.width, canvas.height] = [across, down];
  const context = canvas.getContext("2d");
  context?.setTransform(density, 0, 0, density, 0, 0);
  return context;
}
