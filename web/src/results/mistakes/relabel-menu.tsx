import { Box, Button, Menu, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconArrowBackUp, IconCheck, IconTag } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { type ReactElement, useRef } from "react";
import { useAction } from "../../api/hooks.ts";

/** A button with a menu of labels for an image; what was chosen can be taken back. */
export function RelabelMenu({
  path,
  name,
  now,
  classes,
  suggestion,
}: {
  readonly path: string;
  readonly name: string;
  /** Its label by now, empty for none; null where the image is not in the table any more. */
  readonly now: string | null;
  readonly classes: readonly string[];
  /** What the model says. */
  readonly suggestion: string;
}): ReactElement {
  const client = useQueryClient();
  const label = useAction("images/label");
  const target = useRef<HTMLButtonElement>(null);
  const give = async (to: string | null): Promise<void> => {
    await label.mutateAsync({ changes: [{ path, label: to }] });
    await client.invalidateQueries({ queryKey: ["runs/predictions"] });
  };
  const change = async (to: string): Promise<void> => {
    const before = now === "" ? null : now;
    try {
      await give(to);
    } catch {
      return; // the client has told it
    }
    const id = notifications.show({
      title: `${name} is ${to} now`,
      message: (
        <Button
          size="compact-sm"
          variant="default"
          mt={4}
          leftSection={<IconArrowBackUp size={14} aria-hidden />}
          onClick={() => {
            notifications.hide(id);
            target.current?.focus();
            give(before).catch(() => {}); // the client has told it
          }}
        >
          Undo
        </Button>
      ),
      autoClose: 15_000,
    });
  };
  return (
    <Menu
      position="bottom-start"
      disabled={now === null}
      // Within the page's landmarks, and without an element that a screen reader would not expect in a menu.
      withinPortal={false}
      // Not cut off by a row of pictures that scrolls.
      floatingStrategy="fixed"
      withInitialFocusPlaceholder={false}
    >
      <Menu.Target>
        <Button
          size="compact-sm"
          variant="default"
          style={{ flexShrink: 0 }}
          leftSection={<IconTag size={14} aria-hidden />}
          ref={target}
          aria-busy={label.isPending || undefined}
          disabled={now === null}
          title={now === null ? "This image is not in the table of images any more" : undefined}
          aria-label={`Relabel ${name}`}
        >
          Relabel
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>It is really</Menu.Label>
        {classes.map((option) => (
          <Menu.Item
            key={option}
            onClick={() => void change(option)}
            leftSection={option === now ? <IconCheck size={14} aria-hidden /> : <Box w={14} />}
            rightSection={
              option === suggestion ? (
                <Text size="xs" c="dimmed">
                  the model's
                </Text>
              ) : null
            }
          >
            {option}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
