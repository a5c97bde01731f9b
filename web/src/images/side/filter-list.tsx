import { Badge, Group, Text, UnstyledButton } from "@mantine/core";
import { type KeyboardEvent, type ReactElement, useId, useState } from "react";
import type { Count } from "../choose-images.ts";
import styles from "./filter-list.module.css";

interface FilterListProps<Value extends string> {
  readonly title: string;
  readonly counts: readonly Count<Value | null>[];
  readonly chosen: ReadonlySet<Value | null>;
  readonly onChange: (chosen: ReadonlySet<Value | null>) => void;
  /** What an image without one is called. */
  readonly none: string;
  readonly colorOf?: (value: Value | null, index: number) => string;
  /** Keys 1 to 9 give these labels. */
  readonly numbered?: boolean;
  readonly actions?: ReactElement;
}

const shortLength = 12;

/** Values of a column with their counts; a click shows these images alone, Ctrl-click several. */
export function FilterList<Value extends string>(props: FilterListProps<Value>): ReactElement {
  const { title, counts, chosen, onChange, numbered = false } = props;
  const hintId = useId();
  const [isLong, setLong] = useState(false);
  const shown = isLong ? counts : counts.slice(0, shortLength);
  const pick = (value: Value | null, add: boolean): void => {
    const next = new Set(add ? chosen : []);
    if (chosen.has(value) && (add || chosen.size === 1)) next.delete(value);
    else next.add(value);
    onChange(next);
  };
  return (
    <section aria-label={title}>
      <Group justify="space-between" wrap="nowrap" mb={4} mih={28}>
        <Text size="sm" fw={600} component="h2">
          {title}
        </Text>
        {props.actions}
      </Group>
      <span id={hintId} className="spoken">
        Enter shows these images alone, Control Enter several.
      </span>
      <ul className={styles.list}>
        {shown.map(({ value, count }, index) => (
          <li key={value ?? "\n"}>
            <UnstyledButton
              className={styles.item}
              aria-pressed={chosen.has(value)}
              title={`${value ?? props.none}: a click shows these alone; with Ctrl (also Ctrl+Enter) several are shown`}
              aria-describedby={hintId}
              onClick={(event) => pick(value, event.ctrlKey || event.metaKey)}
              onKeyDown={(event) => {
                if (!isSeveral(event)) return;
                event.preventDefault();
                if (!event.repeat) pick(value, true);
              }}
              onKeyUp={(event) => {
                // Some browsers click a button when the space bar comes up.
                if (isSeveral(event)) event.preventDefault();
              }}
            >
              {props.colorOf && (
                <span
                  className={value === null ? styles.hollow : styles.dot}
                  style={value === null ? undefined : { background: props.colorOf(value, index) }}
                />
              )}
              <span className={value === null ? styles.none : styles.word}>{value ?? props.none}</span>
              {numbered && value !== null && index < 9 && (
                <kbd className={styles.key} aria-hidden>
                  {index + 1}
                </kbd>
              )}
              <Badge variant="transparent" color="gray" size="sm" className={styles.count ?? ""}>
                {count.toLocaleString("en")}
              </Badge>
            </UnstyledButton>
          </li>
        ))}
      </ul>
      {counts.length > shortLength && (
        <UnstyledButton className={styles.more} onClick={() => setLong(!isLong)}>
          {isLong ? "Show fewer" : `Show all ${counts.length.toLocaleString("en")}`}
        </UnstyledButton>
      )}
    </section>
  );
}

function isSeveral({ key, ctrlKey, metaKey }: KeyboardEvent): boolean {
  return (ctrlKey || metaKey) && (key === "Enter" || key === " ");
}
