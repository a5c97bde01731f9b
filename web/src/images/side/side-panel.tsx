import { Button, ScrollArea, Stack, Text, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { type ReactElement, useMemo } from "react";
import { classColor } from "../../pictures/class-color.ts";
import { type Choice, countColumn, everything, type Knowledge } from "../choose-images.ts";
import { GroupsButton } from "../groups/groups-button.tsx";
import type { Classes } from "../label/use-classes.ts";
import type { PageImages } from "../page-image.ts";
import { gridId } from "../use-focus-back.ts";
import { ClassMenu } from "./class-menu.tsx";
import { FilterList } from "./filter-list.tsx";
import { Findings } from "./findings.tsx";
import { Verdicts } from "./verdicts.tsx";

interface SidePanelProps {
  readonly images: PageImages;
  /** Classes that no image has yet stand here as well. */
  readonly classes: Classes;
  readonly choice: Choice;
  readonly onChange: (choice: Choice) => void;
  readonly run: string | null;
  /** Both at once: a change of the run may change the order. */
  readonly onRun: (run: string | null, choice: Choice) => void;
  readonly knowledge: Knowledge;
  readonly say: (words: string) => void;
}

/** What there is, counted; a click on it shows these images alone. */
export function SidePanel(props: SidePanelProps): ReactElement {
  const { images, classes, choice, onChange, say } = props;
  const { labels } = classes;
  const { images: rows, groups } = images;
  const byLabel = useMemo(() => countColumn(rows, ({ label }) => label, labels), [rows, labels]);
  const byGroup = useMemo(() => countColumn(rows, ({ group }) => group, groups), [rows, groups]);
  const byPart = useMemo(() => countColumn(rows, ({ part }) => part, ["train", "val", "test"]), [rows]);
  const hasParts = byPart.some(({ value, count }) => value !== null && count > 0);
  const isNarrowed =
    choice.labels.size + choice.groups.size + choice.parts.size > 0 ||
    choice.text !== "" ||
    choice.finding !== null ||
    choice.lessSure !== null;
  return (
    <ScrollArea h="100%" type="auto" viewportProps={{ tabIndex: 0, "aria-label": "Filters", role: "region" }}>
      <Stack p="sm" gap="md">
        <TextInput
          aria-label="Part of the file name"
          placeholder="Part of the name"
          leftSection={<IconSearch size={16} aria-hidden />}
          value={choice.text}
          onChange={(event) => onChange({ ...choice, text: event.currentTarget.value })}
        />
        {isNarrowed && (
          <Button
            variant="light"
            size="compact-sm"
            onClick={() => {
              onChange({ ...everything, sort: choice.sort, descending: choice.descending });
              // The button is gone with what it was for.
              document.getElementById(gridId)?.focus();
            }}
          >
            Show all {rows.length.toLocaleString("en")}
          </Button>
        )}
        <FilterList
          title="Classes"
          counts={byLabel}
          chosen={choice.labels}
          onChange={(chosen) => onChange({ ...choice, labels: chosen })}
          none="Not labelled"
          colorOf={(_, index) => classColor(index)}
          numbered
          actions={<ClassMenu classes={classes} used={images.labels} say={say} />}
        />
        <FilterList
          title="Groups"
          counts={groups.length === 0 ? [] : byGroup}
          chosen={choice.groups}
          onChange={(chosen) => onChange({ ...choice, groups: chosen })}
          none="Without a group"
          actions={<GroupsButton columns={images.columns} hasGroups={groups.length > 0} say={say} />}
        />
        {groups.length === 0 && (
          <Text size="xs" c="dimmed" mt={-12}>
            Images of one plant, leaf or session are alike. Say which belong together, so that none of them is
            learnt from while another one is in the test.
          </Text>
        )}
        {hasParts && (
          <FilterList
            title="Parts"
            counts={byPart}
            chosen={choice.parts}
            onChange={(chosen) => onChange({ ...choice, parts: chosen })}
            none="In no part"
          />
        )}
        <Verdicts
          images={rows}
          choice={choice}
          onChange={onChange}
          run={props.run}
          onRun={props.onRun}
          knowledge={props.knowledge}
        />
        <Findings images={rows} choice={choice} onChange={onChange} knowledge={props.knowledge} />
      </Stack>
    </ScrollArea>
  );
}
