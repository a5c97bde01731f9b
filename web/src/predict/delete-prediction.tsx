import { Button } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { type ReactElement, useState } from "react";
import type { PredictionFacts } from "../../../src/app/protocol/prediction-api.ts";
import { useAction } from "../api/hooks.ts";
import { DeleteDialog } from "../jobs/delete-dialog.tsx";

interface Properties {
  readonly facts: PredictionFacts;
  /** A job writes it still. */
  readonly isActive: boolean;
  readonly onDeleted: () => void;
}

/** Deletes a table from the disk; asks first. */
export function DeletePrediction({ facts, isActive, onDeleted }: Properties): ReactElement {
  const { name, images, finished } = facts;
  const [asks, setAsks] = useState(false);
  const remove = useAction("predict/remove");
  const client = useQueryClient();
  const close = (): void => setAsks(false);
  const done = async (): Promise<void> => {
    close();
    await client.invalidateQueries({ queryKey: ["predict/list"] });
    onDeleted();
  };
  const what = finished ? "The table is" : "What there is of the table is";
  const dropped = images.some((path) => path.startsWith("predictions/dropped-"))
    ? " So are the copies of the images that were dropped for it, unless another table or explanation needs them."
    : "";
  return (
    <>
      <Button
        variant="default"
        size="xs"
        leftSection={<IconTrash size={16} aria-hidden />}
        disabled={isActive}
        onClick={() => setAsks(true)}
        aria-label={`Delete ${name}.csv`}
      >
        Delete
      </Button>
      <DeleteDialog
        opened={asks}
        name={`${name}.csv`}
        busy={remove.isPending}
        onKeep={close}
        onDelete={() => remove.mutate({ name }, { onSuccess: () => void done(), onError: close })}
      >
        {`${what} deleted from the disk and cannot be had back.${dropped} ${dropped === "" ? "Images" : "Other images"}, labels and the model stay.`}
      </DeleteDialog>
    </>
  );
}
