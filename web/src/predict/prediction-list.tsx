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
      {predictions.map(({ name, created, run, images, finished }) => (
        <NavLink
          key={name}
          component="button"
          label={name}
          description={[
            new Date(created).toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "short" }),
            images.length === 0 ? undefined : images.map(lastPart).join(", "),
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
      ))}
    </Paper>
  );
}

function lastPart(path: string): string {
  return path.replace(/\/$/, "").split("/").at(-1) ?? path;
}
