import { Anchor, Box, Button, Drawer, Group, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconFolder } from "@tabler/icons-react";
import { type ReactElement, useRef } from "react";
import type { ExplanationFacts } from "../../../../src/app/protocol/explanation-api.ts";
import { useApi } from "../../api/hooks.ts";
import { countOf, dateWords } from "../../results/number-words.ts";
import { fileName } from "../parts/file-name.ts";
import { DeleteExplanation } from "./delete-explanation.tsx";

interface Properties {
  readonly onOpen: (run: string, image: string) => void;
}

/** All explanations that lie in the workspace, of whatever model; each can be opened and deleted. */
export function StoredExplanations({ onOpen }: Properties): ReactElement | null {
  const [opened, { open, close }] = useDisclosure(false);
  const list = useApi("explain/list", {});
  const all = list.data ?? [];
  const place = useRef<HTMLDivElement>(null);
  if (all.length === 0 && !opened) return null;
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconFolder size={18} stroke={1.6} aria-hidden />}
        onClick={open}
        aria-haspopup="dialog"
      >
        {countOf(all.length, "explanation")} stored
      </Button>
      <Drawer opened={opened} onClose={close} title="Stored explanations" position="right" size="md">
        <Stack gap="sm" ref={place} tabIndex={-1}>
          {all.length === 0 && <Text c="dimmed">There are none any more.</Text>}
          {all.map((facts) => (
            <Entry
              key={facts.name}
              facts={facts}
              onOpen={(image) => {
                close();
                onOpen(facts.run, image);
              }}
              // Its button has gone with it.
              onDeleted={() => place.current?.focus({ preventScroll: true })}
            />
          ))}
        </Stack>
      </Drawer>
    </>
  );
}

interface EntryProperties {
  readonly facts: ExplanationFacts;
  readonly onOpen: (image: string) => void;
  readonly onDeleted: () => void;
}

function Entry({ facts, onOpen, onDeleted }: EntryProperties): ReactElement {
  const { name, images, methods, run, created } = facts;
  const [first] = images;
  return (
    <Box
      component="article"
      aria-label={name}
      pb="xs"
      style={{ borderBottom: "1px solid var(--mantine-color-default-border)" }}
    >
      <Group justify="space-between" wrap="nowrap" align="start" gap="xs">
        <div style={{ minWidth: 0 }}>
          {first !== undefined && (
            <Anchor
              component="button"
              type="button"
              size="sm"
              fw={600}
              ta="left"
              onClick={() => onOpen(first)}
              style={breaking}
            >
              {fileName(first)}
              {images.length > 1 ? ` and ${images.length - 1} more` : ""}
            </Anchor>
          )}
          <Text size="xs" c="dimmed" style={breaking}>
            {dateWords(created)} · by {run} · {methods.join(", ")}
          </Text>
        </div>
        <DeleteExplanation facts={facts} compact onDeleted={onDeleted} />
      </Group>
    </Box>
  );
}

const breaking = { overflowWrap: "anywhere" } as const;
