import { Button, Drawer, SimpleGrid, Stack, Text } from "@mantine/core";
import { type ReactElement, useState } from "react";
import type { RunPredictions } from "../../../../src/app/protocol/run/run-document.ts";
import { showImages } from "../../images/place/shown-images.ts";
import { countOf } from "../number-words.ts";
import { ImageVerdict } from "./image-verdict.tsx";

interface Properties {
  readonly run: string;
  readonly predictions: RunPredictions;
  /** The images are not those of the workspace: their labels are not its own to change. */
  readonly isElsewhere?: boolean;
  /** Of the predictions, in the order in which they are shown. */
  readonly rows: readonly number[];
  readonly title: string;
  readonly opened: boolean;
  readonly onClose: () => void;
}

const [firstShown, more] = [48, 96];

/** The images behind a number, each to be relabelled or explained. */
export function CellDrawer({
  run,
  predictions,
  isElsewhere = false,
  rows,
  title,
  opened,
  onClose,
}: Properties): ReactElement {
  const [shown, setShown] = useState(firstShown);
  const close = (): void => {
    setShown(firstShown);
    onClose();
  };
  return (
    <Drawer
      opened={opened}
      onClose={close}
      position="right"
      size="xl"
      title={
        <Text fw={600}>
          {title}: {countOf(rows.length, "image")}
        </Text>
      }
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <Text size="sm" c="dimmed" mb="md">
        The surest first.
        {isElsewhere
          ? " A wrong label is to be corrected where the images lie, by the folder or the CSV file."
          : " A new label changes the table of images and counts from the next training on; this run keeps its score."}
      </Text>
      {rows.length > 0 && !isElsewhere && (
        <Button
          mb="md"
          size="compact-md"
          variant="default"
          onClick={() =>
            showImages({
              paths: rows.map((row) => predictions.path[row] ?? ""),
              title: `of ${run}: ${title}`,
            })
          }
        >
          Show in Images
        </Button>
      )}
      <SimpleGrid cols={3} spacing="md">
        {rows.slice(0, shown).map((row) => (
          <ImageVerdict
            key={predictions.path[row]}
            run={run}
            predictions={predictions}
            row={row}
            isElsewhere={isElsewhere}
          />
        ))}
      </SimpleGrid>
      {rows.length > shown && (
        <Stack align="center" mt="md">
          <Button variant="default" onClick={() => setShown(shown + more)}>
            Show more ({(rows.length - shown).toLocaleString("en")} left)
          </Button>
        </Stack>
      )}
    </Drawer>
  );
}
