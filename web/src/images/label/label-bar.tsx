import { ActionIcon, Button, Menu, Text, TextInput } from "@mantine/core";
import { IconDots, IconPlus } from "@tabler/icons-react";
import { type FormEvent, type ReactElement, useState } from "react";
import { classColor } from "../../pictures/class-color.ts";
import { countOf } from "../../results/number-words.ts";
import { UndoButtons } from "../history/undo-buttons.tsx";
import type { Steps } from "../history/use-steps.ts";
import styles from "./label-bar.module.css";

interface LabelBarProps {
  readonly labels: readonly string[];
  /** What has happened last; spoken elsewhere. */
  readonly note: string;
  /** How many images a label would go to. */
  readonly count: number;
  readonly isSelection: boolean;
  readonly steps: Pick<Steps, "undo" | "redo">;
  readonly onStep: (way: "undo" | "redo") => void;
  readonly onLabel: (label: string | null) => void;
  readonly onNewClass: (label: string) => void;
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
            aria-disabled={count === 0}
            data-disabled={count === 0}
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
            aria-disabled={count === 0}
            data-disabled={count === 0}
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
        {props.isSelection ? (
          <Text size="sm" className={styles.count ?? ""} title={`${countOf(count, "image")} selected`}>
            {count.toLocaleString("en")} selected
          </Text>
        ) : (
          <Text size="sm" c="dimmed" className={styles.count ?? ""} visibleFrom="lg">
            No selection
          </Text>
        )}
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
                aria-disabled={name.trim() === ""}
                data-disabled={name.trim() === ""}
              >
                <IconPlus size={14} />
              </ActionIcon>
            }
          />
        </form>
        <div className={styles.steps}>
          <UndoButtons steps={props.steps} onMove={props.onStep} />
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
              <Menu.Item disabled={count === 0} c="var(--mantine-color-error)" onClick={props.onRemove}>
                Take out of the table
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        </div>
      </div>
    </div>
  );
}
