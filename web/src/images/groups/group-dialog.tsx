import {
  Alert,
  Badge,
  Button,
  Code,
  Divider,
  Group,
  Mark,
  Modal,
  ScrollArea,
  Select,
  Stack,
  Text,
  TextInput,
} from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { type ReactElement, useState } from "react";
import type { GroupPatternPreview } from "../../../../src/app/protocol/image-api.ts";
import { useAction, useApi } from "../../api/hooks.ts";
import { BusyButton } from "../../jobs/busy-button.tsx";
import { countOf } from "../../results/number-words.ts";
import { useImages } from "../use-images.ts";
import { commonFolder } from "./common-folder.ts";
import styles from "./group-dialog.module.css";
import { groupSuggestions } from "./group-suggestions.ts";

interface GroupDialogProps {
  readonly columns: readonly string[];
  readonly hasGroups: boolean;
  readonly say: (words: string) => void;
  readonly onClose: () => void;
}

/** Finds groups in file names, and shows at once what a pattern finds. */
export function GroupDialog({ columns, hasGroups, say, onClose }: GroupDialogProps): ReactElement {
  const [pattern, setPattern] = useState(groupSuggestions[0]?.pattern ?? "");
  const [settled] = useDebouncedValue(pattern, 200);
  const [column, setColumn] = useState<string | null>(null);
  const preview = useApi("images/group-pattern", { pattern: settled });
  const byPattern = useAction("images/group-by-pattern");
  const byColumn = useAction("images/group-by-column");
  const done = ({ groups, without }: { readonly groups: number; readonly without: number }): void => {
    say(
      `${groups} groups${without === 0 ? "" : `; ${without} images without one stand each for themselves`}`,
    );
    onClose();
  };
  const isBusy = byPattern.isPending || byColumn.isPending;
  return (
    <Modal
      opened
      onClose={onClose}
      size="xl"
      title="Which images belong together?"
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <Stack gap="sm">
        <Text size="sm">
          Images of one plant, leaf, movie or session resemble each other more than those of another. A group
          is never torn apart between learning and test; otherwise the score would be better than the truth.
        </Text>
        <Group gap={6}>
          {groupSuggestions.map(({ words, pattern: suggested }) => (
            <Button
              key={words}
              size="compact-sm"
              variant={suggested === pattern ? "filled" : "default"}
              aria-pressed={suggested === pattern}
              onClick={() => setPattern(suggested)}
            >
              {words}
            </Button>
          ))}
        </Group>
        <TextInput
          label="Pattern"
          description={
            <>
              A regular expression. What stands in the brackets is the group: <Code>(plant\d+)</Code> finds{" "}
              <Code>plant07</Code> in <Code>leaf/plant07_3.tif</Code>.
            </>
          }
          value={pattern}
          onChange={(event) => setPattern(event.currentTarget.value)}
          error={preview.data?.error}
          spellCheck={false}
          data-autofocus
          styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
        />
        {preview.data && preview.data.error === null && <Preview preview={preview.data} />}
        <Group justify="flex-end">
          {hasGroups && (
            <BusyButton
              variant="default"
              busy={isBusy}
              onClick={() => byColumn.mutate({ column: null }, { onSuccess: done })}
            >
              Remove all groups
            </BusyButton>
          )}
          <BusyButton
            busy={isBusy}
            blocked={!preview.data || preview.data.matched === 0 || settled !== pattern}
            onClick={() => byPattern.mutate({ pattern }, { onSuccess: done })}
          >
            Use these {preview.data?.groupCount.toLocaleString("en") ?? ""} groups
          </BusyButton>
        </Group>
        {columns.length > 0 && (
          <>
            <Divider label="or from a column of the manifest" />
            <Group align="flex-end">
              <Select
                label="Column"
                data={[...columns]}
                value={column}
                onChange={setColumn}
                style={{ flex: 1 }}
              />
              <BusyButton
                variant="default"
                blocked={column === null}
                busy={isBusy}
                onClick={() => byColumn.mutate({ column }, { onSuccess: done })}
              >
                Use this column
              </BusyButton>
            </Group>
          </>
        )}
      </Stack>
    </Modal>
  );
}

function Preview({ preview }: { readonly preview: GroupPatternPreview }): ReactElement {
  const { matched, total, groups, groupCount, mixed, examples } = preview;
  const sizes = groups.map(({ images }) => images);
  const labels = new Set(useImages().data?.labels);
  const hidden = commonFolder(examples);
  const areClasses = groupCount === labels.size && groups.every(({ name }) => labels.has(name));
  return (
    <>
      <Alert color={matched === total && !areClasses ? "leaf" : "yellow"} p="xs" role="status">
        {matched === 0
          ? "No file name has this pattern."
          : `${groupCount.toLocaleString("en")} groups of ${matched.toLocaleString("en")} images${
              groupCount <= groups.length ? `, ${Math.min(...sizes)} to ${Math.max(...sizes)} in each` : ""
            }.`}
        {matched > 0 && matched < total
          ? ` ${(total - matched).toLocaleString("en")} images have no group and stand each for themselves.`
          : ""}
        {groupCount > 1 && groupCount === matched
          ? " Every image is a group of its own: that groups nothing."
          : ""}
      </Alert>
      {mixed.count > 0 && (
        <Alert color="yellow" p="xs" title={mixedWords(mixed)}>
          <Text size="sm">
            Is that one plant or session? Numbers often begin anew in each class: then the pattern must take
            the class along, as “Up to the last _” does. Where classes come from one plant, all is well.
          </Text>
        </Alert>
      )}
      {hidden > 0 && (
        <Text size="xs" c="dimmed" style={{ overflowWrap: "anywhere" }}>
          All in {examples[0]?.path.slice(0, hidden)}, which the pattern sees as well:
        </Text>
      )}
      <ScrollArea.Autosize
        mah="min(260px, 24vh)"
        type="auto"
        viewportProps={{ tabIndex: 0, role: "region", "aria-label": "Examples" }}
      >
        <ul className={styles.examples}>
          {examples.map(({ path, group, start, end }) => (
            <li key={path}>
              <Badge
                variant={group === null ? "outline" : "light"}
                color={group === null ? "gray" : "leaf"}
                tt="none"
                maw={220}
              >
                {group ?? "no group"}
              </Badge>
              <Text size="sm" ff="monospace" style={{ overflowWrap: "anywhere" }}>
                {path.slice(hidden, Math.max(hidden, start))}
                {end > start && <Mark color="leaf">{path.slice(start, end)}</Mark>}
                {path.slice(Math.max(hidden, end))}
              </Text>
            </li>
          ))}
        </ul>
      </ScrollArea.Autosize>
    </>
  );
}

function mixedWords({ count, examples: [example] }: GroupPatternPreview["mixed"]): string {
  if (example === undefined) return `${countOf(count, "group")} with several classes`;
  const { name, labels } = example;
  const few = labels.slice(0, 3).join(", ");
  const words = `“${name}” holds ${labels.length} classes (${few}${labels.length > 3 ? " …" : ""})`;
  return count === 1 ? words : `${words}, and so do ${countOf(count - 1, "other group")}`;
}
