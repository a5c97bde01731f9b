import { ActionIcon } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { type ReactElement, useState } from "react";
import type { EvaluationFacts } from "../../../../src/app/protocol/evaluation-api.ts";
import { useAction } from "../../api/hooks.ts";
import { DeleteDialog } from "../../jobs/delete-dialog.tsx";
import { dateWords } from "../number-words.ts";
import { placeName } from "./test-words.ts";

interface Properties {
  readonly facts: EvaluationFacts;
  /** A job makes it still. */
  readonly isActive: boolean;
  readonly onDeleted: () => void;
}

/** Deletes a test from the disk; asks first. */
export function DeleteTest({ facts, isActive, onDeleted }: Properties): ReactElement {
  const { name, data, created } = facts;
  const [asks, setAsks] = useState(false);
  const remove = useAction("evaluations/remove");
  const client = useQueryClient();
  const close = (): void => setAsks(false);
  const done = async (): Promise<void> => {
    close();
    await client.invalidateQueries({ queryKey: ["evaluations/list"] });
    onDeleted();
  };
  const label = `Delete the test on ${placeName(data)} of ${dateWords(created)}`;
  return (
    <>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={label}
        title={label}
        aria-disabled={isActive || undefined}
        data-disabled={isActive}
        onClick={() => !isActive && setAsks(true)}
      >
        <IconTrash size={16} />
      </ActionIcon>
      <DeleteDialog
        opened={asks}
        name={`the test on ${placeName(data)}`}
        busy={remove.isPending}
        onKeep={close}
        onDelete={() => remove.mutate({ name }, { onSuccess: () => void done(), onError: close })}
      >
        {`evaluations/${name}.json is deleted from the disk and cannot be had back. The images and the model stay.`}
      </DeleteDialog>
    </>
  );
}
