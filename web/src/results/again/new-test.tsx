import { Alert, Box, Button, Group, Modal, SimpleGrid, Stack, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconFolderOpen, IconTargetArrow } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { type ReactElement, useState } from "react";
import { useAction, useApi } from "../../api/hooks.ts";
import { FolderBrowser } from "../../images/folder-browser.tsx";
import { groupSuggestions } from "../../images/groups/group-suggestions.ts";
import { BusyButton } from "../../jobs/busy-button.tsx";
import { TestPreview } from "./test-preview.tsx";

interface Properties {
  readonly run: string;
  readonly classes: readonly string[];
  /** Absent where there is nothing to go back to. */
  readonly onCancel?: (() => void) | undefined;
  readonly onStarted: (name: string) => void;
}

/** The folder is the class here, and no group. */
const patterns = groupSuggestions.filter(({ words }) => words !== "The folder");

/** Chooses labelled images and shows what a test on them would be of, then begins it. */
export function NewTest({ run, classes, onCancel, onStarted }: Properties): ReactElement {
  const [data, setData] = useState("");
  const [pattern, setPattern] = useState("");
  const [browsing, setBrowsing] = useState(false);
  const client = useQueryClient();
  const start = useAction("evaluations/start");
  const asked = { data: data.trim(), pattern: pattern.trim() };
  const [settled] = useDebouncedValue(asked, 300, { leading: false });
  const request = { run, data: settled.data, byPattern: settled.pattern };
  const preview = useApi("evaluations/preview", request, { enabled: settled.data !== "" });
  const isSettled = settled.data === asked.data && settled.pattern === asked.pattern && !preview.isFetching;
  const canStart =
    isSettled && asked.data !== "" && preview.error === null && preview.data?.obstacles.length === 0;
  const begin = (): void =>
    start.mutate(request, {
      onSuccess: async ({ name }) => {
        await client.invalidateQueries({ queryKey: ["evaluations/list"] });
        onStarted(name);
      },
    });
  return (
    <Stack gap="sm" mb="sm">
      <SimpleGrid cols={2} spacing="lg">
        <div>
          <Group align="end" gap="xs" wrap="nowrap">
            <TextInput
              label="Folder or CSV file"
              placeholder="Choose one"
              flex={1}
              autoFocus={onCancel !== undefined}
              value={data}
              title={data}
              spellCheck={false}
              onChange={(event) => setData(event.currentTarget.value)}
            />
            <Button
              variant="default"
              style={{ flex: "none" }}
              leftSection={<IconFolderOpen size={18} aria-hidden />}
              onClick={() => setBrowsing(true)}
            >
              Choose a folder
            </Button>
          </Group>
          <Text size="xs" c="dimmed" mt={6}>
            One subfolder for each class, named as in the training: {classes.join(", ")}. Or a CSV file with
            the columns path and label.
          </Text>
        </div>
        <div>
          <TextInput
            label="Which images belong together (may be empty)"
            placeholder="plant\d+"
            value={pattern}
            spellCheck={false}
            onChange={(event) => setPattern(event.currentTarget.value)}
            styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
          />
          <Group gap={4} mt={6} role="group" aria-label="Patterns">
            {patterns.map(({ words, pattern: suggested }) => (
              <Button
                key={words}
                size="compact-xs"
                variant={suggested === pattern ? "filled" : "default"}
                aria-pressed={suggested === pattern}
                onClick={() => setPattern(suggested === pattern ? "" : suggested)}
              >
                {words}
              </Button>
            ))}
          </Group>
          <Text size="xs" c="dimmed" mt={6}>
            A pattern that finds the plant, leaf or session in a file name. Images of one resemble each other,
            so the interval is honest only if it knows.
          </Text>
        </div>
      </SimpleGrid>
      {asked.data !== "" && (
        <Box role="status">
          {preview.error !== null ? (
            <Alert color="red" p="xs" title={preview.error.message}>
              {preview.error.hint}
            </Alert>
          ) : preview.data === undefined ? (
            <Text size="sm" c="dimmed">
              Looking at the folder
            </Text>
          ) : (
            <TestPreview preview={preview.data} />
          )}
        </Box>
      )}
      <Group gap="xs">
        <BusyButton
          leftSection={<IconTargetArrow size={18} aria-hidden />}
          blocked={!canStart}
          busy={start.isPending}
          onClick={begin}
        >
          Test
        </BusyButton>
        {onCancel && (
          <Button variant="default" onClick={onCancel}>
            Cancel
          </Button>
        )}
      </Group>
      <Modal
        opened={browsing}
        onClose={() => setBrowsing(false)}
        title="Choose a folder with one subfolder for each class"
        size="lg"
        closeButtonProps={{ "aria-label": "Close" }}
      >
        <FolderBrowser
          onChoose={(path) => {
            setData(path);
            setBrowsing(false);
          }}
        />
      </Modal>
    </Stack>
  );
}
