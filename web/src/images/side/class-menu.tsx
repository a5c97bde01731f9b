import { ActionIcon, Button, Group, Menu, Modal, Select, Stack, Text, TextInput } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import { type FormEvent, type ReactElement, useState } from "react";
import { useAction } from "../../api/hooks.ts";

interface ClassMenuProps {
  readonly labels: readonly string[];
  readonly say: (words: string) => void;
}

/** Renames a class, or merges two. */
export function ClassMenu({ labels, say }: ClassMenuProps): ReactElement {
  const [isOpen, setOpen] = useState(false);
  const [from, setFrom] = useState<string | null>(null);
  const [to, setTo] = useState("");
  const rename = useAction("images/rename-label");
  const merges = labels.includes(to.trim()) && to.trim() !== from;
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (from === null) return;
    const { changed } = await rename.mutateAsync({ from, to });
    setOpen(false);
    say(`${changed} images are now labelled ${to.trim()}`);
  };
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" size="sm" aria-label="Change classes">
            <IconDots size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => setOpen(true)}>Rename or merge a class</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Modal
        opened={isOpen}
        onClose={() => setOpen(false)}
        title="Rename or merge a class"
        closeButtonProps={{ "aria-label": "Close" }}
      >
        <form onSubmit={(event) => void submit(event)}>
          <Stack>
            <Select label="Class" data={[...labels]} value={from} onChange={setFrom} required />
            <TextInput
              label="New name"
              value={to}
              onChange={(event) => setTo(event.currentTarget.value)}
              required
            />
            {merges && (
              <Text size="sm">
                There is a class {to.trim()} already: the two become one. To take them apart again, undo is of
                no help.
              </Text>
            )}
            <Group justify="flex-end">
              <Button type="submit" loading={rename.isPending} disabled={from === null || to.trim() === ""}>
                {merges ? "Merge" : "Rename"}
              </Button>
            </Group>
          </Stack>
        </form>
      </Modal>
    </>
  );
}
