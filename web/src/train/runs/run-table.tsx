import { Anchor, Badge, Checkbox, Group, Stack, Table, Text } from "@mantine/core";
import { type ReactElement, useState } from "react";
import { Link } from "wouter";
import type { RunSummary } from "../../../../src/app/protocol/run/run-document.ts";
import { useApi } from "../../api/hooks.ts";
import { FigureCard } from "../../results/figure-card.tsx";
import { countOf, dateWords, percentWithInterval } from "../../results/number-words.ts";
import { LiveCurves } from "../progress/live-curves.tsx";
import { modelWords } from "./model-words.ts";
import { RunActions } from "./run-actions.tsx";
import { RunComparison } from "./run-comparison.tsx";

/** All runs with their scores; those that are ticked are compared. */
export function RunTable(): ReactElement | null {
  const runs = useApi("runs/list", {});
  const [ticked, setTicked] = useState<readonly string[]>([]);
  const known = runs.data ?? [];
  if (known.length === 0) return null;
  const chosen = known.filter(({ name }) => ticked.includes(name)).map(({ name }) => name);
  const scored = known.filter(({ name, accuracy }) => ticked.includes(name) && accuracy !== null);
  const tick = (name: string, isTicked: boolean): void =>
    setTicked((before) => (isTicked ? [...before, name] : before.filter((other) => other !== name)));
  return (
    <FigureCard
      title="Runs"
      description="Every training so far. Tick two or more to see their curves together and whether their scores really differ."
    >
      <Table.ScrollContainer minWidth={760}>
        <Table verticalSpacing="xs" highlightOnHover>
          <Table.Thead>
            <Table.Tr>
              <Table.Th w={40}>
                <span className="spoken">Compare</span>
              </Table.Th>
              <Table.Th>Run</Table.Th>
              <Table.Th>Model</Table.Th>
              <Table.Th>Right (95 % interval)</Table.Th>
              <Table.Th style={{ whiteSpace: "nowrap" }}>Scored on</Table.Th>
              <Table.Th>Begun</Table.Th>
              <Table.Th w={48}>
                <span className="spoken">Actions</span>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {known.map((run) => (
              <Table.Tr key={run.name}>
                <Table.Td>
                  <Checkbox
                    aria-label={`Compare ${run.name}`}
                    checked={ticked.includes(run.name)}
                    disabled={run.status === "damaged" || (chosen.length >= 12 && !ticked.includes(run.name))}
                    onChange={(event) => tick(run.name, event.currentTarget.checked)}
                  />
                </Table.Td>
                <Table.Td>
                  <Group gap="xs">
                    {run.status === "finished" ? (
                      <Anchor component={Link} href={`/results?run=${encodeURIComponent(run.name)}`} fw={600}>
                        {run.name}
                      </Anchor>
                    ) : (
                      <Text fw={600}>{run.name}</Text>
                    )}
                    <RunState run={run} />
                  </Group>
                </Table.Td>
                <Table.Td>
                  <Text size="sm" lineClamp={2} title={run.model ?? undefined}>
                    {run.model === null ? "–" : modelWords(run.model)}
                  </Text>
                </Table.Td>
                <Table.Td>
                  {run.accuracy === null ? (
                    epochWords(run)
                  ) : (
                    <Text fw={600} style={{ whiteSpace: "nowrap" }}>
                      {percentWithInterval(run.accuracy)}
                    </Text>
                  )}
                </Table.Td>
                <Table.Td style={{ whiteSpace: "nowrap" }}>
                  {run.images === null
                    ? "–"
                    : `${countOf(run.images, "image")}${run.scoredPart === "val" ? " (validation)" : ""}`}
                </Table.Td>
                <Table.Td style={{ whiteSpace: "nowrap" }}>{dateWords(run.started)}</Table.Td>
                <Table.Td>
                  <RunActions run={run} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {chosen.length > 0 && (
        <Stack mt="md">
          {scored.length > 1 && <RunComparison runs={scored.map(({ name }) => name)} />}
          <LiveCurves runs={chosen} follow={false} />
        </Stack>
      )}
    </FigureCard>
  );
}

function RunState({ run }: { readonly run: RunSummary }): ReactElement | null {
  if (run.status === "finished") return null;
  if (run.status === "damaged") {
    return (
      <>
        <Badge color="red" variant="light">
          damaged
        </Badge>
        <Text size="xs" c="dimmed" maw={320}>
          {run.problem}
        </Text>
      </>
    );
  }
  const works = run.job?.status === "running" || run.job?.status === "queued";
  return (
    <Badge color={works ? "leaf" : "orange"} variant="light" miw="max-content">
      {works ? "training" : "not finished"}
    </Badge>
  );
}

function epochWords({ epochs }: RunSummary): string {
  if (epochs === null) return "–";
  return `epoch ${epochs.done}${epochs.total === null ? "" : ` of ${epochs.total}`}`;
}
