import { ActionIcon, Button, Group, Menu, Text, TextInput, Tooltip } from "@mantine/core";
import { IconArrowBackUp, IconArrowForwardUp, IconDots, IconPlus } from "@tabler/icons-react";
import { type FormEvent, type ReactElement, useState } from "react";
import { classColor } from "../../pictures/class-color.ts";
import styles from "./label-bar.module.css";
import { countWords } from "./use-labelling.ts";

interface LabelBarProps {
  readonly labels: readonly string[];
  /** What has happened last; spoken elsewhere. */
  readonly note: string;
  /** How many images a label would go to. */
  readonly count: number;
  readonly isSelection: boolean;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  readonly onLabel: (label: string | null) => void;
  readonly onNewClass: (label: string) => void;
  readonly onUndo: () => void;
  readonly onRedo: () => void;
  readonly onGroup: () => void;
  readonly onRemove: () => void;
}

const buttons = 9;

/** Labels for the selected images, with the mouse; each button shows its key. */
export function LabelBar(props: LabelBarProps): ReactElement {
  const { labels, count, onLabel } = props;
  const [name, setName] = useState("");
  const add = (event: FormEvent): void => {
    event.preventDefault();
    const label = name.trim().normalize("NFC");
    if (label === "") return;
    props.onNewClass(label);
    setName("");
  };
  return (
    <div className={styles.bar} role="toolbar" aria-label="Labels">
      <div className={styles.labels}>
        {labels.slice(0, buttons).map((label, index) => (
          <Button
            key={label}
            size="compact-sm"
            variant="default"
            classNames={{ root: styles.label ?? "", label: styles.word ?? "", section: styles.part ?? "" }}
            title={`${label} (key ${index + 1})`}
            disabled={count === 0}
            onClick={() => onLabel(label)}
            aria-keyshortcuts={String(index + 1)}
            leftSection={
              <span
                style={{ width: 10, height: 10, borderRadius: 5, background: classColor(index) }}
                aria-hidden
              />
            }
            rightSection={
              <Text component="kbd" size="xs" c="dimmed" ff="inherit" aria-hidden>
                {index + 1}
              </Text>
            }
          >
            {label}
          </Button>
        ))}
        {labels.length > buttons && (
          <Menu>
            <Menu.Target>
              <Button size="compact-sm" variant="default" disabled={count === 0} style={{ flex: "none" }}>
                More
              </Button>
            </Menu.Target>
            <Menu.Dropdown mah={320} style={{ overflowY: "auto" }}>
              {labels.slice(buttons).map((label) => (
                <Menu.Item key={label} onClick={() => onLabel(label)}>
                  {label}
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
        )}
        {labels.length > 0 && (
          <Button
            size="compact-sm"
            variant="subtle"
            color="gray"
            style={{ flex: "none" }}
            disabled={count === 0}
            onClick={() => onLabel(null)}
            aria-keyshortcuts="0"
          >
            No label
          </Button>
        )}
      </div>
      <div className={styles.tools}>
        <p className={styles.note} aria-hidden>
          {props.note}
        </p>
        <Text size="sm" {...(props.isSelection ? {} : { c: "dimmed" })} className={styles.count ?? ""}>
          {props.isSelection ? `${countWords(count)} selected` : "No selection"}
        </Text>
        <form onSubmit={add}>
          <TextInput
            size="xs"
            w={130}
            placeholder="New class"
            aria-label="Name of a new class"
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            rightSection={
              <ActionIcon
                type="submit"
                size="sm"
                variant="subtle"
                aria-label="Add the class"
                disabled={name.trim() === ""}
              >
                <IconPlus size={14} />
              </ActionIcon>
            }
          />
        </form>
        <Group gap={4} wrap="nowrap">
          <Tooltip label="Undo (Ctrl+Z)">
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label="Undo"
              aria-disabled={!props.canUndo}
              onClick={props.onUndo}
            >
              <IconArrowBackUp size={18} />
            </ActionIcon>
          </Tooltip>
          <Tooltip label="Redo (Ctrl+Shift+Z)">
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label="Redo"
              aria-disabled={!props.canRedo}
              onClick={props.onRedo}
            >
              <IconArrowForwardUp size={18} />
            </ActionIcon>
          </Tooltip>
          <Menu position="top-end">
            <Menu.Target>
              <ActionIcon variant="subtle" color="gray" aria-label="More for the selected images">
                <IconDots size={18} />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item disabled={count === 0} onClick={props.onGroup}>
                Put into a group
              </Menu.Item>
              <Menu.Item disabled={count === 0} color="red" onClick={props.onRemove}>
                Take out of the table
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        </Group>
      </div>
    </div>
  );
}
