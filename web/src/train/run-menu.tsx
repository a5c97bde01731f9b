import { ActionIcon, Button, Group, Menu, Modal, Text, TextInput } from "@mantine/core";
import { IconDots, IconPencil, IconTrash } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { type ReactElement, useState } from "react";
import type { RunSummary } from "../../../src/app/protocol/run-document.ts";
import { useAction } from "../api/hooks.ts";

/** Rename and delete; the latter asks first. */
export function RunMenu({ run }: { readonly run: RunSummary }): ReactElement {
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
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" aria-label={`More for ${run.name}`}>
            <IconDots size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<IconPencil size={16} aria-hidden />}
            disabled={run.status !== "finished"}
            onClick={() => {
              setName(run.name);
              setAsks("rename");
            }}
          >
            Rename
          </Menu.Item>
          <Menu.Item
            color="red"
            leftSection={<IconTrash size={16} aria-hidden />}
            onClick={() => setAsks("remove")}
          >
            Delete
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Modal opened={asks === "rename"} onClose={close} title={`Rename ${run.name}`}>
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
      <Modal opened={asks === "remove"} onClose={close} title={`Delete ${run.name}?`}>
        <Text size="sm">
          Its model, scores and report are deleted from the disk and cannot be had back. Your images and
          labels stay.
        </Text>
        <Group justify="end" mt="md">
          <Button variant="default" onClick={close} data-autofocus>
            Keep it
          </Button>
          <Button
            color="red"
            loading={remove.isPending}
            onClick={() => remove.mutate({ run: run.name }, { onSuccess: done, onError: close })}
          >
            Delete
          </Button>
        </Group>
      </Modal>
    </>
  );
}
