import { Button, Group, Modal, Text } from "@mantine/core";
import type { ReactElement } from "react";

interface Properties {
  readonly opened: boolean;
  /** What is to go, as it is called on the disk. */
  readonly name: string;
  /** What goes with it, and what stays. */
  readonly children: string;
  readonly busy: boolean;
  readonly onKeep: () => void;
  readonly onDelete: () => void;
}

/** Asks before something goes from the disk; keeping it is what Enter does. */
export function DeleteDialog({ opened, name, children, busy, onKeep, onDelete }: Properties): ReactElement {
  return (
    <Modal opened={opened} onClose={onKeep} title={`Delete ${name}?`} styles={{ title: breaking }}>
      <Text size="sm">{children}</Text>
      <Group justify="end" mt="md">
        <Button variant="default" onClick={onKeep} data-autofocus>
          Keep it
        </Button>
        <Button color="red.9" loading={busy} onClick={onDelete}>
          Delete
        </Button>
      </Group>
    </Modal>
  );
}

const breaking = { overflowWrap: "anywhere" } as const;
