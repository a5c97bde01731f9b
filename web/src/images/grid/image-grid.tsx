import { defaultRangeExtractor, useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, type ReactElement, useCallback, useEffect, useRef } from "react";
import type { PictureView } from "../../../../src/app/protocol/image-api.ts";
import { storedSize } from "../../pictures/stored-size.ts";
import { prefetchThumbnails } from "../../pictures/thumbnail-loader.ts";
import { useElementWidth } from "../../pictures/use-element-width.ts";
import { isMistake, type Knowledge } from "../choose-images.ts";
import type { PageImage } from "../page-image.ts";
import { gridId } from "../use-focus-back.ts";
import { cellId, ImageCell } from "./image-cell.tsx";
import styles from "./image-grid.module.css";
import type { Click, Move } from "./selection-state.ts";
import type { Selection } from "./use-selection.ts";

interface ImageGridProps {
  readonly images: readonly PageImage[];
  readonly labels: readonly string[];
  readonly knowledge: Knowledge;
  /** Of a picture, in CSS pixels. */
  readonly size: number;
  readonly view: PictureView;
  /** 64 grey values of each image of the workspace. */
  readonly previews: Uint8Array | undefined;
  readonly selection: Selection;
  readonly onOpen: (at: number) => void;
  /** Keys that the grid has no meaning for; true when it was one. */
  readonly onKey: (event: KeyboardEvent) => boolean;
}

const gap = 8;
const edge = 12;
/** Border, padding and caption of a cell. */
const frame = 10;
const caption = 20;

/** All images in rows, of which only those in sight are in the document. */
export function ImageGrid(props: ImageGridProps): ReactElement {
  const { images, size, selection, onOpen } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const [place, width] = useElementWidth();
  const columns = Math.max(1, Math.floor((width - 2 * edge + gap) / (size + frame + gap)));
  const rows = Math.ceil(images.length / columns);
  const spread = columns < 2 ? 0 : (width - 2 * edge - columns * (size + frame)) / (columns - 1);
  const activeRow = Math.floor(selection.active / columns);
  const height = size + frame + caption + gap;
  const virtualizer = useVirtualizer({
    count: rows,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: 2,
    // The active cell must be there for the grid to name it.
    rangeExtractor: (range) => {
      const shown = defaultRangeExtractor(range);
      if (activeRow >= rows || shown.includes(activeRow)) return shown;
      return [...shown, activeRow].sort((a, b) => a - b);
    },
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: rows have another height only when the size is another one
  useEffect(() => virtualizer.measure(), [height, virtualizer]);

  usePrefetch(images, virtualizer.range, columns, props);

  const latest = useRef(selection);
  useEffect(() => {
    latest.current = selection;
  });
  const pick = useCallback((at: number, how: Click) => latest.current.click(at, how), []);

  const go = (to: number, how: Move): void => {
    const at = Math.max(0, Math.min(images.length - 1, to));
    selection.move(at, how);
    virtualizer.scrollToIndex(Math.floor(at / columns));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (images.length > 0 && handleKey(event)) event.preventDefault();
    else if (props.onKey(event)) event.preventDefault();
  };
  const handleKey = (event: KeyboardEvent): boolean => {
    const { active } = selection;
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? height) / height)) * columns;
    const steps: Readonly<Record<string, number>> = {
      ArrowRight: active + 1,
      ArrowLeft: active - 1,
      ArrowDown: active + columns < images.length ? active + columns : active,
      ArrowUp: active - columns >= 0 ? active - columns : active,
      PageDown: active + page,
      PageUp: active - page,
      Home: 0,
      End: images.length - 1,
    };
    const to = steps[event.key];
    const command = event.ctrlKey || event.metaKey;
    if (event.altKey) return false;
    if (to !== undefined) go(to, event.shiftKey ? "extend" : command ? "keep" : "alone");
    else if (event.key === " ") selection.click(active, "toggle");
    else if (event.key === "Enter") onOpen(active);
    else if (event.key === "Escape" && selection.paths.size > 0) selection.clear();
    else if (command && event.key.toLowerCase() === "a") selection.selectAll();
    else return false;
    return true;
  };

  return (
    <div ref={place} style={{ height: "100%" }}>
      {/* biome-ignore lint/a11y/useSemanticElements: a table cannot have rows of which few are there */}
      <div
        ref={scroller}
        className={styles.grid}
        id={gridId}
        role="grid"
        tabIndex={0}
        aria-label="Images"
        aria-multiselectable
        aria-rowcount={rows}
        aria-colcount={columns}
        aria-activedescendant={images.length > 0 ? cellId(selection.active) : undefined}
        aria-describedby="image-keys"
        onKeyDown={onKeyDown}
        data-testid="image-grid"
      >
        <div
          className={styles.rows}
          role="presentation"
          style={{ height: virtualizer.getTotalSize() + edge }}
        >
          {virtualizer.getVirtualItems().map((row) => (
            // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus and names the active cell
            // biome-ignore lint/a11y/useSemanticElements: a table cannot have rows of which few are there
            <div
              key={row.key}
              role="row"
              aria-rowindex={row.index + 1}
              className={styles.row}
              style={{ transform: `translateY(${row.start + edge / 2}px)`, columnGap: Math.min(24, spread) }}
            >
              {images.slice(row.index * columns, (row.index + 1) * columns).map((image, column) => {
                const position = row.index * columns + column;
                return (
                  <ImageCell
                    key={image.path}
                    image={image}
                    position={position}
                    column={column}
                    size={size}
                    classIndex={image.label === null ? -1 : props.labels.indexOf(image.label)}
                    objection={
                      isMistake(image, props.knowledge)
                        ? props.knowledge.verdicts.get(image.path)?.predicted
                        : undefined
                    }
                    isSelected={selection.paths.has(image.path)}
                    isActive={position === selection.active}
                    view={props.view}
                    previews={props.previews}
                    onPick={pick}
                    onOpen={onOpen}
                  />
                );
              })}
            </div>
          ))}
        </div>
      </div>
    </div>
  );
}

/** Fetches the pictures that come next in the direction of scrolling: about two screens. */
function usePrefetch(
  images: readonly PageImage[],
  range: { readonly startIndex: number; readonly endIndex: number } | null,
  columns: number,
  { size, view }: Pick<ImageGridProps, "size" | "view">,
): void {
  const last = useRef(0);
  const start = range?.startIndex ?? 0;
  const end = range?.endIndex ?? 0;
  useEffect(() => {
    const rows = Math.max(4, 2 * (end - start + 1));
    const isUp = start < last.current;
    last.current = start;
    const next = isUp
      ? images.slice(Math.max(0, (start - rows) * columns), start * columns).reverse()
      : images.slice((end + 1) * columns, (end + 1 + rows) * columns);
    prefetchThumbnails(next.map(({ path }) => ({ path, size: storedSize(size), view })));
    return () => prefetchThumbnails([]);
  }, [images, start, end, columns, size, view]);
}
