import { Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { type FormEvent, type ReactElement, useState } from "react";
import { useAction } from "../../api/hooks.ts";
import { BusyButton } from "../../jobs/busy-button.tsx";
import { countOf } from "../../results/number-words.ts";
import { portions } from "../history/portions.ts";
import type { PageImage } from "../page-image.ts";

interface DialogProps {
  readonly images: readonly PageImage[];
  readonly say: (words: string) => void;
  readonly onClose: () => void;
}

/** Puts the selected images into a group by hand. */
export function SetGroupDialog({ images, say, onClose }: DialogProps): ReactElement {
  const [name, setName] = useState(images[0]?.group ?? "");
  const setGroup = useAction("images/set-group");
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const group = name.trim() === "" ? null : name.trim();
    for (const { part, ...word } of portions(pathsOf(images))) {
      await setGroup.mutateAsync({ paths: part, group, ...word });
    }
    say(`${countOf(images.length, "image")} ${group === null ? "without a group" : `in group ${group}`}`);
    onClose();
  };
  return (
    <Modal opened onClose={onClose} title="Put into a group" closeButtonProps={{ "aria-label": "Close" }}>
      <form onSubmit={(event) => void submit(event)}>
        <Stack>
          <TextInput
            label="Name of the group"
            description="Of the plant, leaf, movie or session. Empty: no group, each image stands for itself."
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            data-autofocus
          />
          <Group justify="flex-end">
            <BusyButton type="submit" busy={setGroup.isPending}>
              Put {countOf(images.length, "image")} there
            </BusyButton>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

/** Asks before images leave the table. */
export function RemoveDialog({ images, say, onClose }: DialogProps): ReactElement {
  const remove = useAction("images/remove");
  const confirm = async (): Promise<void> => {
    for (const { part, ...word } of portions(pathsOf(images))) {
      await remove.mutateAsync({ paths: part, ...word });
    }
    say(`${countOf(images.length, "image")} taken out of the table`);
    onClose();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={`Take ${countOf(images.length, "image")} out of the table?`}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <Stack>
        <Text size="sm">
          The files stay where they are. Their labels and groups go with them; undo (Ctrl+Z) brings them back.
        </Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>
            Keep them
          </Button>
          <BusyButton color="red.9" busy={remove.isPending} onClick={() => void confirm()}>
            Take them out
          </BusyButton>
        </Group>
      </Stack>
    </Modal>
  );
}

function pathsOf(images: readonly PageImage[]): readonly string[] {
  return images.map(({ path }) => path);
}
