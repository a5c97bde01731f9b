import { NavLink, Paper, Title } from "@mantine/core";
import { IconTable } from "@tabler/icons-react";
import type { ReactElement } from "react";
import type { PredictionFacts } from "../../../src/app/protocol/prediction-api.ts";

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
          <NavLink
            key={name}
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
        );
      })}
    </Paper>
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
