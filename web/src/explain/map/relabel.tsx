import { Autocomplete, Button, Group, Stack, Text } from "@mantine/core";
import { IconArrowBackUp, IconTag } from "@tabler/icons-react";
import { type ReactElement, useState } from "react";
import type { LabelChange } from "../../../../src/app/protocol/image-api.ts";
import { useAction } from "../../api/hooks.ts";
import type { Labels } from "./use-labels.ts";

interface Properties {
  readonly paths: readonly string[];
  readonly labels: Labels;
}

/** Gives images another label, and takes that back; the model learns it the next time it is trained. */
export function Relabel({ paths, labels }: Properties): ReactElement {
  const [label, setLabel] = useState("");
  const [undo, setUndo] = useState<readonly LabelChange[]>();
  const action = useAction("images/label");
  const change = (): void => {
    const before = paths.map((path) => ({ path, label: labels.of.get(path) ?? null }));
    const changes = paths.map((path) => ({ path, label: label.trim() }));
    action.mutate({ changes }, { onSuccess: () => setUndo(before) });
  };
  return (
    <Stack gap={4}>
      <Group gap="xs" wrap="nowrap">
        <Autocomplete
          aria-label="New label"
          placeholder="New label"
          data={[...labels.names]}
          value={label}
          onChange={setLabel}
          size="xs"
          style={{ flex: 1 }}
        />
        <Button
          size="xs"
          leftSection={<IconTag size={14} aria-hidden />}
          disabled={label.trim() === ""}
          loading={action.isPending}
          onClick={change}
        >
          Relabel
        </Button>
      </Group>
      {undo !== undefined && (
        <Group gap="xs" wrap="nowrap">
          <Text size="xs" c="dimmed" role="status" style={{ flex: 1 }}>
            {undo.length} relabelled. The model learns this when it is trained again.
          </Text>
          <Button
            size="compact-xs"
            variant="default"
            leftSection={<IconArrowBackUp size={14} aria-hidden />}
            onClick={() => action.mutate({ changes: undo }, { onSuccess: () => setUndo(undefined) })}
          >
            Undo
          </Button>
        </Group>
      )}
    </Stack>
  );
}
