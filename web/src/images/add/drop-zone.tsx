import { type DragEvent, type ReactElement, type ReactNode, useState } from "react";
import styles from "./add.module.css";
import { type DroppedFile, droppedFiles } from "./dropped-files.ts";

interface DropZoneProps {
  readonly onFiles: (files: readonly DroppedFile[]) => void;
  readonly children: ReactNode;
}

/** The whole page takes files that are dropped on it. */
export function DropZone({ onFiles, children }: DropZoneProps): ReactElement {
  const [depth, setDepth] = useState(0);
  const holdsFiles = (event: DragEvent): boolean => event.dataTransfer.types.includes("Files");
  return (
    <section
      aria-label="Images"
      className={styles.zone}
      onDragEnter={(event) => holdsFiles(event) && setDepth((before) => before + 1)}
      onDragLeave={(event) => holdsFiles(event) && setDepth((before) => Math.max(0, before - 1))}
      onDragOver={(event) => holdsFiles(event) && event.preventDefault()}
      onDrop={(event) => {
        if (!holdsFiles(event)) return;
        event.preventDefault();
        setDepth(0);
        void droppedFiles(event.dataTransfer.items).then(onFiles);
      }}
    >
      {children}
      {depth > 0 && <div className={styles.over}>Drop images or folders of images</div>}
    </section>
  );
}
