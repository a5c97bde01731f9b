import {
  Box,
  Button,
  Group,
  Paper,
  ScrollArea,
  Select,
  Stack,
  Text,
  Title,
  UnstyledButton,
} from "@mantine/core";
import { IconPhoto } from "@tabler/icons-react";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type ReactElement, useMemo, useRef } from "react";
import { Link } from "wouter";
import type { EmbeddingMap } from "../../../../src/app/protocol/explanation-api.ts";
import { showImages } from "../../images/place/shown-images.ts";
import { Thumbnail } from "../../pictures/thumbnail.tsx";
import { fileName } from "../parts/file-name.ts";
import { Relabel } from "./relabel.tsx";
import type { Labels } from "./use-labels.ts";

interface Properties {
  readonly run: string;
  readonly map: EmbeddingMap;
  readonly selected: ReadonlySet<number>;
  readonly onSelect: (points: ReadonlySet<number>) => void;
  readonly cursor: number;
  readonly onCursor: (point: number) => void;
  /** Of the workspace by now. */
  readonly labels: Labels;
  /** What the colours stand for. */
  readonly groups: readonly string[];
  readonly onGroup: (index: number) => void;
  readonly onNearest: () => void;
}

const [columns, side] = [3, 92];
const rowHeight = side + 26;

/** The selected images as pictures, and what can be done with them. */
export function SelectionPanel(properties: Properties): ReactElement {
  const { run, map, selected, onSelect, cursor, onCursor, labels, groups, onGroup, onNearest } = properties;
  const chosen = useMemo(() => [...selected], [selected]);
  const scroll = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: Math.ceil(chosen.length / columns),
    getScrollElement: () => scroll.current,
    estimateSize: () => rowHeight,
    overscan: 4,
  });
  return (
    <Paper withBorder p="sm">
      <Stack gap="xs">
        <Title order={2} size="h5" aria-live="polite">
          {selected.size === 0
            ? "Nothing selected"
            : `${selected.size.toLocaleString("en")} ${selected.size === 1 ? "image" : "images"} selected`}
        </Title>
        <Select
          aria-label="Select all of a colour"
          placeholder="Select all of ..."
          data={groups.map((name, index) => ({ value: String(index), label: name }))}
          value={null}
          onChange={(value) => value !== null && onGroup(Number(value))}
          size="xs"
        />
        <Group gap="xs" grow>
          <Button size="compact-sm" variant="default" onClick={onNearest} disabled={cursor < 0}>
            The 20 nearest
          </Button>
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => onSelect(new Set())}
            disabled={selected.size === 0}
          >
            Select none
          </Button>
        </Group>
        {selected.size > 0 && (
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconPhoto size={14} aria-hidden />}
            onClick={() =>
              showImages({
                paths: chosen.map((point) => map.paths[point] ?? ""),
                title: `chosen on the map of ${run}`,
              })
            }
          >
            Show in Images
          </Button>
        )}
        {selected.size > 0 && (
          <Relabel paths={chosen.map((point) => map.paths[point] ?? "")} labels={labels} />
        )}
        {selected.size === 0 && (
          <Text size="sm" c="dimmed">
            Drag a line around points to look at their images, to find odd ones and to give them another
            label.
          </Text>
        )}
        <ScrollArea h={selected.size === 0 ? 0 : 360} viewportRef={scroll} type="auto">
          <Box
            role="list"
            aria-label="Selected images"
            style={{ height: rows.getTotalSize(), position: "relative" }}
          >
            {rows.getVirtualItems().flatMap(({ index, start }) =>
              chosen.slice(index * columns, (index + 1) * columns).map((point, column) => {
                const path = map.paths[point] ?? "";
                const label = map.classes[map.label[point] ?? -1] ?? "";
                return (
                  <Box
                    key={point}
                    role="listitem"
                    style={{ position: "absolute", top: start, left: column * (side + 4), width: side }}
                  >
                    <UnstyledButton
                      onClick={() => onCursor(point)}
                      title={path}
                      aria-label={`Find on the map: ${fileName(path)}`}
                      style={{
                        outline:
                          point === cursor ? "2px solid var(--mantine-primary-color-filled)" : undefined,
                      }}
                    >
                      <Thumbnail path={path} size={side} />
                    </UnstyledButton>
                    <Text size="xs" truncate c="dimmed">
                      {label}
                    </Text>
                  </Box>
                );
              }),
            )}
          </Box>
        </ScrollArea>
        {cursor >= 0 && (
          <Group gap="xs" grow>
            <Button
              component={Link}
              href={`/explain?tab=image&image=${encodeURIComponent(map.paths[cursor] ?? "")}`}
              size="compact-sm"
              variant="default"
            >
              Explain it
            </Button>
          </Group>
        )}
      </Stack>
    </Paper>
  );
}
