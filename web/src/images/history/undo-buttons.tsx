import { ActionIcon, Button, Tooltip } from "@mantine/core";
import { IconArrowBackUp, IconArrowForwardUp } from "@tabler/icons-react";
import type { ReactElement } from "react";
import styles from "./undo-buttons.module.css";
import type { Steps } from "./use-steps.ts";

interface UndoButtonsProps {
  readonly steps: Pick<Steps, "undo" | "redo">;
  readonly onMove: (way: "undo" | "redo") => void;
}

/** Takes the last change of the table back, and says which one that is. They stay in reach of the focus when there is none. */
export function UndoButtons({ steps: { undo, redo }, onMove }: UndoButtonsProps): ReactElement {
  const undoWords = undo === null ? "Undo" : `Undo: ${undo.words}`;
  const redoWords = redo === null ? "Redo" : `Redo: ${redo.words}`;
  return (
    <>
      <Tooltip
        label={undo === null ? "Nothing to undo (Ctrl+Z)" : `${undoWords} (Ctrl+Z)`}
        multiline
        maw={360}
      >
        <Button
          size="compact-sm"
          variant="subtle"
          color="gray"
          aria-disabled={undo === null}
          leftSection={<IconArrowBackUp size={18} aria-hidden />}
          onClick={() => onMove("undo")}
          classNames={{ root: styles.undo ?? "", label: styles.words ?? "" }}
        >
          {undoWords}
        </Button>
      </Tooltip>
      <Tooltip
        label={redo === null ? "Nothing to do again (Ctrl+Shift+Z)" : `${redoWords} (Ctrl+Shift+Z)`}
        multiline
        maw={360}
      >
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={redoWords}
          aria-disabled={redo === null}
          onClick={() => onMove("redo")}
        >
          <IconArrowForwardUp size={18} />
        </ActionIcon>
      </Tooltip>
    </>
  );
}
