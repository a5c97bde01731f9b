import { ActionIcon, Button } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { type ReactElement, useState } from "react";
import { useAction } from "../api/hooks.ts";
import { DeleteDialog } from "../jobs/delete-dialog.tsx";

interface Properties {
  readonly name: string;
  /** A sign alone. */
  readonly compact?: boolean;
  readonly onDeleted: () => void;
}

/** Deletes a comparison from the disk; asks first. */
export function DeleteStudy({ name, compact = false, onDeleted }: Properties): ReactElement {
  const [asks, setAsks] = useState(false);
  const remove = useAction("studies/remove");
  const client = useQueryClient();
  const close = (): void => setAsks(false);
  const label = `Delete the comparison ${name}`;
  return (
    <>
      {compact ? (
        <ActionIcon
          variant="subtle"
          color="gray"
          onClick={() => setAsks(true)}
          aria-label={label}
          title="Delete"
        >
          <IconTrash size={18} aria-hidden />
        </ActionIcon>
      ) : (
        <Button
          size="xs"
          variant="default"
          color="gray"
          leftSection={<IconTrash size={16} aria-hidden />}
          onClick={() => setAsks(true)}
          aria-label={label}
        >
          Delete
        </Button>
      )}
      <DeleteDialog
        opened={asks}
        name={name}
        busy={remove.isPending}
        onKeep={close}
        onDelete={() =>
          remove.mutate(
            { study: name },
            {
              onSuccess: () => {
                close();
                onDeleted();
                void client.invalidateQueries({ queryKey: ["studies/list"] });
                void client.invalidateQueries({ queryKey: ["studies/options"] });
              },
              onError: close,
            },
          )
        }
      >
        All its models, tables and its report are deleted from the disk and cannot be had back. Your images,
        labels and runs stay, also models that were taken over to the runs.
      </DeleteDialog>
    </>
  );
}
