import { ActionIcon, Button, Group, Menu, Modal, Select, Stack, Text, TextInput } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, type ReactElement, useState } from "react";
import { useAction } from "../../api/hooks.ts";
import { BusyButton } from "../../jobs/busy-button.tsx";
import { countOf } from "../../results/number-words.ts";
import type { Classes } from "../label/use-classes.ts";
import { useFocusBack } from "../use-focus-back.ts";
import { imagesKey } from "../use-images.ts";

interface ClassMenuProps {
  readonly classes: Classes;
  /** Those that some image has. */
  readonly used: readonly string[];
  readonly say: (words: string) => void;
}

/** Renames a class, or merges two; one that no image has can be taken off the list. */
export function ClassMenu({ classes, used, say }: ClassMenuProps): ReactElement {
  const [isOpen, setOpen] = useState(false);
  const [from, setFrom] = useState<string | null>(null);
  const [to, setTo] = useState("");
  const client = useQueryClient();
  const rename = useAction("images/rename-label");
  useFocusBack(isOpen);
  const { labels } = classes;
  const name = to.trim().normalize("NFC");
  const merges = labels.includes(name) && name !== from;
  const isUnused = from !== null && !used.includes(from);
  const open = (): void => {
    setFrom(null);
    setTo("");
    setOpen(true);
  };
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (from === null || name === "" || rename.isPending) return;
    // Of a class that no image has only this page knows.
    const { changed } = isUnused ? { changed: 0 } : await rename.mutateAsync({ from, to: name });
    // The old name must have left the list, or it would come back as a new class.
    if (!isUnused) await client.refetchQueries({ queryKey: imagesKey });
    classes.rename(from, name);
    setOpen(false);
    say(
      isUnused ? `Class ${from} is now called ${name}` : `${countOf(changed, "image")} now labelled ${name}`,
    );
  };
  const forget = (): void => {
    if (from === null) return;
    classes.forget(from);
    setOpen(false);
    say(`Class ${from}, which no image had, is gone`);
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
          <Menu.Item onClick={open}>Rename or merge a class</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Modal
        opened={isOpen}
        onClose={() => setOpen(false)}
        title="Rename or merge a class"
        returnFocus={false}
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
            {merges && <Text size="sm">There is a class {name} already: the two become one.</Text>}
            <Group justify="flex-end">
              {isUnused && (
                <Button variant="default" onClick={forget}>
                  Remove this class without images
                </Button>
              )}
              <BusyButton type="submit" busy={rename.isPending} blocked={from === null || name === ""}>
                {merges ? "Merge" : "Rename"}
              </BusyButton>
            </Group>
          </Stack>
        </form>
      </Modal>
    </>
  );
}
