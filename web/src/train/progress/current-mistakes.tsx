import { Anchor, Group, Stack, Text, Title } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { Link } from "wouter";
import { useApi, useServerEvent } from "../../api/hooks.ts";
import { useLabels } from "../../explain/map/use-labels.ts";
import { fileName } from "../../explain/parts/file-name.ts";
import { Thumbnail } from "../../pictures/thumbnail.tsx";
import { RelabelMenu } from "../../results/mistakes/relabel-menu.tsx";
import { percent } from "../../results/number-words.ts";

/** The surest mistakes on validation images after the latest epoch, as pictures. */
export function CurrentMistakes({
  job,
  run,
}: {
  readonly job: string;
  /** That has finished, so that its verdicts can be explained. */
  readonly run?: string;
}): ReactElement | null {
  const labels = useLabels();
  const client = useQueryClient();
  const latest = useApi("train/validated", { job });
  useServerEvent((event) => {
    if (event.kind !== "validated" || event.job !== job) return;
    client.setQueryData(["train/validated", { job }], { epoch: event.epoch, mistakes: event.mistakes });
  });
  if (!latest.data) return null;
  const { epoch, mistakes } = latest.data;
  return (
    <section aria-label="Current mistakes">
      <Title order={3} size="h6">
        Surest mistakes after epoch {epoch}
      </Title>
      {mistakes.length === 0 ? (
        <Text size="sm">None: every validation image is right.</Text>
      ) : (
        <Group gap="sm" mt="xs" align="start" wrap="nowrap" style={{ overflowX: "auto" }} tabIndex={0}>
          {mistakes.map(({ path, label, predicted, confidence }) => (
            <Stack key={path} gap={2} w={104} miw={104}>
              <Thumbnail path={path} size={104} alt={path} />
              <Text size="xs" lineClamp={2} style={{ overflowWrap: "anywhere" }} title={label}>
                is {label}
              </Text>
              <Text size="xs" c="dimmed" lineClamp={2} style={{ overflowWrap: "anywhere" }} title={predicted}>
                taken for {predicted}
              </Text>
              <Text size="xs" c="dimmed">
                {percent(confidence, 0)} sure
              </Text>
              <RelabelMenu
                path={path}
                name={fileName(path)}
                now={labels.of.get(path) ?? ""}
                classes={labels.names}
                suggestion={predicted}
              />
              {run !== undefined && (
                <Anchor
                  component={Link}
                  href={`/explain?run=${encodeURIComponent(run)}&image=${encodeURIComponent(path)}`}
                  size="sm"
                  aria-label={`Explain ${fileName(path)}`}
                >
                  Explain
                </Anchor>
              )}
            </Stack>
          ))}
        </Group>
      )}
    </section>
  );
}
