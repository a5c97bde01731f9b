import { ActionIcon, Group, NavLink, Paper, Title } from "@mantine/core";
import { IconTable, IconX } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import type { ReactElement } from "react";
import type { PredictionFacts } from "../../../src/app/protocol/prediction-api.ts";
import { useAction, useApi } from "../api/hooks.ts";

interface Properties {
  readonly predictions: readonly PredictionFacts[];
  readonly chosen: string | undefined;
  readonly onOpen: (name: string) => void;
}

/** The tables that there are, the newest first. */
export function PredictionList({ predictions, chosen, onOpen }: Properties): ReactElement | null {
  if (predictions.length === 0) return null;
  return (
    <Paper withBorder p="sm" component="nav" aria-label="Tables">
      <Title order={2} size="h5" mb="xs">
        Tables
      </Title>
      {predictions.map((facts) => {
        const { name, created, run, finished } = facts;
        return (
          <Group key={name} gap={0} wrap="nowrap" align="start">
            <NavLink
              component="button"
              label={titleOf(facts)}
              description={[
                new Date(created).toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "short" }),
                run === null ? undefined : `by ${run}`,
                finished ? undefined : "not finished",
              ]
                .filter((part) => part !== undefined)
                .join(" · ")}
              leftSection={<IconTable size={18} stroke={1.6} aria-hidden />}
              active={name === chosen}
              aria-current={name === chosen ? "true" : undefined}
              onClick={() => onOpen(name)}
              styles={{ label: { overflowWrap: "anywhere" }, description: { overflowWrap: "anywhere" } }}
            />
            {!finished && <TakeAway facts={facts} />}
          </Group>
        );
      })}
    </Paper>
  );
}

/** Takes a table that has come to nothing out of the list. */
function TakeAway({ facts }: { readonly facts: PredictionFacts }): ReactElement | null {
  const jobs = useApi("jobs/list", {});
  const forget = useAction("jobs/forget");
  const client = useQueryClient();
  const job = jobs.data?.find(({ id }) => id === facts.job);
  if (job === undefined || job.ended === null) return null;
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      mt={6}
      onClick={() =>
        forget.mutate(
          { id: job.id },
          { onSuccess: () => void client.invalidateQueries({ queryKey: ["predict/list"] }) },
        )
      }
      aria-label={`Take away: ${titleOf(facts)}, ${facts.name}`}
      title="Take it out of the list"
    >
      <IconX size={16} aria-hidden />
    </ActionIcon>
  );
}

/** What was judged: the name of the folder, say; else that of the table. */
export function titleOf({ name, images }: PredictionFacts): string {
  const [first] = images;
  if (first === undefined) return name;
  if (/^predictions\/dropped-/.test(first)) return "Dropped images";
  const more = images.length > 1 ? ` and ${images.length - 1} more` : "";
  return `${lastPart(first)}${more}`;
}

function lastPart(path: string): string {
  return path.replace(/\/$/, "").split("/").at(-1) ?? path;
}
