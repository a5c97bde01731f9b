import { ActionIcon, Button, Group, Modal, TextInput } from "@mantine/core";
import { IconPencil, IconTrash } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { type ReactElement, useState } from "react";
import type { RunSummary } from "../../../../src/app/protocol/run/run-document.ts";
import { useAction } from "../../api/hooks.ts";
import { DeleteDialog } from "../../jobs/delete-dialog.tsx";

/** Rename and delete; the latter asks first. */
export function RunActions({ run }: { readonly run: RunSummary }): ReactElement {
  const [asks, setAsks] = useState<"rename" | "remove">();
  const [name, setName] = useState(run.name);
  const rename = useAction("runs/rename");
  const remove = useAction("runs/remove");
  const client = useQueryClient();
  const close = (): void => setAsks(undefined);
  const done = (): void => {
    close();
    void client.invalidateQueries({ queryKey: ["runs/list"] });
  };
  return (
    <>
      <Group gap={2} wrap="nowrap" justify="end">
        <ActionIcon
          variant="subtle"
          color="gray"
          disabled={run.status !== "finished"}
          onClick={() => {
            setName(run.name);
            setAsks("rename");
          }}
          aria-label={`Rename ${run.name}`}
          title="Rename"
        >
          <IconPencil size={18} aria-hidden />
        </ActionIcon>
        <ActionIcon
          variant="subtle"
          color="gray"
          onClick={() => setAsks("remove")}
          aria-label={`Delete ${run.name}`}
          title="Delete"
        >
          <IconTrash size={18} aria-hidden />
        </ActionIcon>
      </Group>
      <Modal
        opened={asks === "rename"}
        onClose={close}
        title={`Rename ${run.name}`}
        closeButtonProps={{ "aria-label": "Close" }}
      >
        <form
          onSubmit={(event) => {
            event.preventDefault();
            rename.mutate({ run: run.name, name }, { onSuccess: done });
          }}
        >
          <TextInput
            label="New name"
            description="Letters, digits, - _ and dots"
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            data-autofocus
          />
          <Group justify="end" mt="md">
            <Button variant="default" onClick={close}>
              Cancel
            </Button>
            <Button type="submit" loading={rename.isPending} disabled={name === run.name || name === ""}>
              Rename
            </Button>
          </Group>
        </form>
      </Modal>
      <DeleteDialog
        opened={asks === "remove"}
        name={run.name}
        busy={remove.isPending}
        onKeep={close}
        onDelete={() => remove.mutate({ run: run.name }, { onSuccess: done, onError: close })}
      >
        Its model, scores, report and tests on other images are deleted from the disk and cannot be had back.
        Your images and labels stay.
      </DeleteDialog>
    </>
  );
}
