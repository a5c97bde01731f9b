import { Group, Stack, Text } from "@mantine/core";
import { IconCircleCheck, IconHelpCircle } from "@tabler/icons-react";
import type { ReactElement } from "react";
import type { PartitionPreview } from "../../../src/app/protocol/partition-api.ts";
import { useApi } from "../api/hooks.ts";
import { CheckFiles } from "../images/side/check-files.tsx";
import { safetyWords } from "./safety-words.ts";

/** What stands well, as far as it was looked for; and a way to look for copies where nobody has. */
export function NoLeak({ data }: { readonly data: PartitionPreview }): ReactElement | null {
  const findings = useApi("images/findings", {}).data;
  if (findings === undefined) return null;
  const words = safetyWords(data, findings);
  return (
    <Stack gap="xs">
      {words !== "" && (
        <Group gap={8} wrap="nowrap" role="status">
          <IconCircleCheck
            size={18}
            color="var(--mantine-color-leaf-6)"
            style={{ flex: "none" }}
            aria-hidden
          />
          <Text size="sm">{words}</Text>
        </Group>
      )}
      {findings.job === null && (
        <Group gap={8} wrap="nowrap" align="flex-start">
          <IconHelpCircle
            size={18}
            color="var(--mantine-color-dimmed)"
            style={{ flex: "none" }}
            aria-hidden
          />
          <Stack gap={6} maw="78ch" miw={320}>
            <Text size="sm">
              Copies have not been looked for. The same picture under two names, one to learn from and one in
              the test, would make the score better than the truth.
            </Text>
            <CheckFiles start="Look for copies" />
          </Stack>
        </Group>
      )}
    </Stack>
  );
}
