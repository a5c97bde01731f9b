import { ActionIcon, Box, Group, Select, Slider, Text, Title, Tooltip } from "@mantine/core";
import { IconKeyboard, IconPhoto, IconSortAscending, IconSortDescending } from "@tabler/icons-react";
import type { ReactElement } from "react";
import type { PictureView } from "../../../src/app/protocol/image-api.ts";
import { AddMenu } from "./add/add-menu.tsx";
import type { Choice, SortKey } from "./choose-images.ts";
import { DisplayControls } from "./viewer/display-controls.tsx";

interface TopBarProps {
  readonly shown: number;
  readonly total: number;
  readonly choice: Choice;
  readonly onChoice: (choice: Choice) => void;
  /** A model has said something of the images. */
  readonly hasVerdicts: boolean;
  readonly size: number;
  readonly onSize: (size: number) => void;
  readonly view: PictureView;
  readonly onView: (view: PictureView) => void;
  readonly onKeys: () => void;
  readonly onChooseFolder: () => void;
  readonly onFiles: (files: readonly File[]) => void;
}

const sorts: readonly { readonly value: SortKey; readonly label: string }[] = [
  { value: "name", label: "Name" },
  { value: "label", label: "Class" },
  { value: "group", label: "Group" },
  { value: "part", label: "Part" },
];

const verdictSorts: readonly { readonly value: SortKey; readonly label: string }[] = [
  { value: "confidence", label: "Confidence" },
  { value: "mistake", label: "Mistakes" },
];

/** How images are shown: order, size, contrast. */
export function TopBar(props: TopBarProps): ReactElement {
  const { choice, onChoice, shown, total } = props;
  const offered = props.hasVerdicts ? [...sorts, ...verdictSorts] : sorts;
  const { descending } = choice;
  return (
    <Group px="sm" py={8} gap={6} wrap="nowrap">
      <Title order={1} size="h4">
        Images
      </Title>
      <Text
        size="sm"
        c="dimmed"
        truncate
        style={{ flex: "0 1 auto", minWidth: 0 }}
        title="Images that are shown, of all"
        role="status"
      >
        {shown === total
          ? total.toLocaleString("en")
          : `${shown.toLocaleString("en")} of ${total.toLocaleString("en")}`}
      </Text>
      <Group gap={4} wrap="nowrap" ml="auto">
        <Select
          size="xs"
          w={92}
          aria-label="Sort by"
          allowDeselect={false}
          data={offered}
          value={choice.sort}
          onChange={(value) =>
            onChoice({ ...choice, sort: offered.find((sort) => sort.value === value)?.value ?? "name" })
          }
        />
        <Tooltip label={descending ? "Downwards" : "Upwards"}>
          <ActionIcon
            variant="default"
            size={30}
            aria-label={descending ? "Sorted downwards" : "Sorted upwards"}
            onClick={() => onChoice({ ...choice, descending: !descending })}
          >
            {descending ? <IconSortDescending size={16} /> : <IconSortAscending size={16} />}
          </ActionIcon>
        </Tooltip>
      </Group>
      <Group gap={6} wrap="nowrap">
        <Box visibleFrom="lg" lh={0}>
          <IconPhoto size={14} aria-hidden />
        </Box>
        <Slider
          w={48}
          min={48}
          max={256}
          step={8}
          label={null}
          size="sm"
          value={props.size}
          onChange={props.onSize}
          thumbLabel="Size of the pictures"
        />
        <Box visibleFrom="lg" lh={0}>
          <IconPhoto size={20} aria-hidden />
        </Box>
      </Group>
      <DisplayControls view={props.view} onChange={props.onView} />
      <Tooltip label="Keys (?)">
        <ActionIcon variant="subtle" color="gray" aria-label="Keys" onClick={props.onKeys}>
          <IconKeyboard size={20} stroke={1.6} />
        </ActionIcon>
      </Tooltip>
      <AddMenu onChooseFolder={props.onChooseFolder} onFiles={props.onFiles} />
    </Group>
  );
}
