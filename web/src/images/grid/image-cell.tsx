import { type MemoExoticComponent, memo, type ReactElement } from "react";
import type { PictureView } from "../../../../src/app/protocol/image-api.ts";
import { classColor } from "../../pictures/class-color.ts";
import { Thumbnail } from "../../pictures/thumbnail.tsx";
import type { PageImage } from "../page-image.ts";
import styles from "./image-grid.module.css";

interface ImageCellProps {
  readonly image: PageImage;
  readonly position: number;
  readonly column: number;
  readonly size: number;
  readonly classIndex: number;
  /** What a model says, where that is not the label. */
  readonly objection: string | undefined;
  readonly isSelected: boolean;
  readonly isActive: boolean;
  readonly view: PictureView;
  /** 64 grey values of each image of the workspace; a part of them would be another array at every step of scrolling. */
  readonly previews: Uint8Array | undefined;
  readonly onPick: (at: number, how: "alone" | "toggle" | "extend") => void;
  readonly onOpen: (at: number) => void;
}

/** One image of the grid with its label and part. */
export const ImageCell: MemoExoticComponent<(props: ImageCellProps) => ReactElement> = memo(
  function ImageCell(props: ImageCellProps): ReactElement {
    const { image, position, size, classIndex, isActive, previews, onPick } = props;
    const { name, label, group, part } = image;
    const showsPart = part !== null && size >= 128;
    // Begins with what stands below the picture.
    const words = [
      `${label ?? name}${showsPart ? ` ${part}` : ""}`,
      label === null ? "no label" : name,
      group === null ? "" : `group ${group}`,
      part === null || showsPart ? "" : part,
      props.objection === undefined ? "" : `the model says ${props.objection}`,
    ];
    return (
      // biome-ignore lint/a11y/useKeyWithClickEvents: the grid has the focus and takes the keys of all its cells
      // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus and names the active cell
      // biome-ignore lint/a11y/useSemanticElements: a table cannot have rows of which few are there
      <div
        id={cellId(position)}
        role="gridcell"
        aria-colindex={props.column + 1}
        aria-selected={props.isSelected}
        aria-label={words.filter(Boolean).join(", ")}
        className={isActive ? `${styles.cell} ${styles.active}` : styles.cell}
        title={image.path}
        onClick={(event) =>
          onPick(position, event.shiftKey ? "extend" : event.ctrlKey || event.metaKey ? "toggle" : "alone")
        }
        onDoubleClick={() => props.onOpen(position)}
      >
        <Thumbnail
          path={image.path}
          size={size}
          view={props.view}
          preview={previews?.subarray(64 * image.index, 64 * (image.index + 1))}
        />
        <div className={styles.caption} style={{ width: size }} aria-hidden>
          <span
            className={classIndex < 0 ? `${styles.dot} ${styles.hollow}` : styles.dot}
            style={classIndex < 0 ? undefined : { background: classColor(classIndex) }}
          />
          <span className={label === null ? `${styles.word} ${styles.unlabelled}` : styles.word}>
            {label ?? name}
          </span>
          {props.objection !== undefined && (
            <span className={styles.objection} title={`The model says ${props.objection}`}>
              ≠
            </span>
          )}
          {showsPart && <span className={styles.mark}>{part}</span>}
        </div>
      </div>
    );
  },
);

/** The grid names its active cell by this. */
export function cellId(position: number): string {
  return `image-${position}`;
}
