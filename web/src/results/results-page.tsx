import { Alert, Box, Button, Group, Select, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import type { ReactElement } from "react";
import { Link, useSearchParams } from "wouter";
import type { RunSummary } from "../../../src/app/protocol/run/run-document.ts";
import { useApi } from "../api/hooks.ts";
import { EightBits } from "./again/eight-bits.tsx";
import { TestAgain } from "./again/test-again.tsx";
import { ClassTable } from "./class-table.tsx";
import { Downloads } from "./downloads.tsx";
import { ConfusionMatrix } from "./figures/confusion-matrix.tsx";
import { CurveFigures } from "./figures/curve-figures.tsx";
import { GroupTable } from "./group-table.tsx";
import { SurestMistakes } from "./mistakes/surest-mistakes.tsx";
import { percentWithInterval } from "./number-words.ts";
import { RunFacts } from "./run-facts.tsx";
import { ScoreCard } from "./score-card.tsx";

/** How good a model is, and where it errs. */
export function ResultsPage(): ReactElement {
  const [search, setSearch] = useSearchParams();
  const runs = useApi("runs/list", {});
  const finished = (runs.data ?? []).filter(({ status }) => status === "finished");
  const wanted = search.get("run");
  const run = finished.find(({ name }) => name === wanted) ?? finished[0];
  return (
    <Box p="lg" maw={1280} mx="auto">
      <Group justify="space-between" align="end" mb="md">
        <Title order={1} size="h2">
          Results
        </Title>
        {run && (
          <Select
            label="Run"
            w={380}
            data={finished.map(({ name, accuracy }) => ({
              value: name,
              label: accuracy === null ? name : `${name}: ${percentWithInterval(accuracy)}`,
            }))}
            value={run.name}
            allowDeselect={false}
            searchable={finished.length > 8}
            onChange={(name) => name !== null && setSearch({ run: name })}
          />
        )}
      </Group>
      {runs.error && (
        <Alert color="red" title={runs.error.message}>
          {runs.error.hint}
        </Alert>
      )}
      {runs.data && !run && <NoRun />}
      {run && wanted !== null && wanted !== run.name && (
        <Alert color="yellow" mb="md" title={`There is no finished run called "${wanted}"`}>
          The newest one is shown instead.
        </Alert>
      )}
      {run && (
        <RunResults key={run.name} run={run} others={finished.filter(({ name }) => name !== run.name)} />
      )}
    </Box>
  );
}

function NoRun(): ReactElement {
  return (
    <Alert variant="default" title="Nothing has been trained to the end yet">
      <Text size="sm" mb="sm">
        When a training is done, its score stands here: how many images were right, how sure that is, and
        which images were taken for what.
      </Text>
      <Button component={Link} href="/train" size="compact-md">
        To the training
      </Button>
    </Alert>
  );
}

function RunResults({
  run,
  others,
}: {
  readonly run: RunSummary;
  readonly others: readonly RunSummary[];
}): ReactElement {
  const details = useApi("runs/details", { run: run.name });
  const predictions = useApi("runs/predictions", { run: run.name });
  const error = details.error ?? predictions.error;
  if (error) {
    return (
      <Alert color="red" title={error.message}>
        {error.hint}
      </Alert>
    );
  }
  return (
    <Stack gap="lg">
      {details.data && <ScoreCard details={details.data} others={others} />}
      {predictions.data && (
        <>
          <ConfusionMatrix run={run.name} predictions={predictions.data} />
          <SurestMistakes run={run.name} predictions={predictions.data} />
        </>
      )}
      {details.data?.result && <ClassTable result={details.data.result} />}
      <CurveFigures run={run.name} />
      <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="lg">
        {predictions.data && (
          <GroupTable predictions={predictions.data} groupName={details.data?.groupName ?? "group"} />
        )}
        {details.data && <RunFacts details={details.data} />}
      </SimpleGrid>
      {details.data && <TestAgain details={details.data} />}
      {run.isNetwork && <EightBits run={run.name} />}
      {details.data && <Downloads details={details.data} />}
    </Stack>
  );
}
