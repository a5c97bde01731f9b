import { Alert, Box, Button, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { type ReactElement, useState } from "react";
import { Link } from "wouter";
import type { GivenOptions } from "../../../src/app/protocol/run/run-api.ts";
import { useApi } from "../api/hooks.ts";
import { TrainingJobs } from "./progress/training-jobs.tsx";
import { RunTable } from "./runs/run-table.tsx";
import { DataCard } from "./start/data-card.tsx";
import { OptionForm } from "./start/option-form.tsx";
import { PresetCards, presetOf } from "./start/preset-cards.tsx";
import { StartCard } from "./start/start-card.tsx";

/** Let a model learn the classes: choose how, start, watch, compare. */
export function TrainPage(): ReactElement {
  const offer = useApi("train/options", {});
  const data = useApi("train/data", {});
  const [options, setOptions] = useState<GivenOptions>({ freeze: true });
  const [name, setName] = useState<string>();
  const [begun, setBegun] = useState<string>();
  const request = { name: name ?? data.data?.suggestedName ?? "", options };
  const [asked] = useDebouncedValue(request, 150);
  const preview = useApi("train/preview-command", asked, {
    enabled: asked.name !== "" || name === "", // a name that is being typed is not yet asked about
  });
  const problems = preview.data?.problems ?? [];
  const error = offer.error ?? data.error;
  if (error) {
    return (
      <Alert color="red" m="md" title={error.message}>
        {error.hint}
      </Alert>
    );
  }
  const obstacle = data.data?.obstacles[0];
  const torn = problems.find(({ field }) => field === "assigned");
  return (
    <Box p="lg" maw={1280} mx="auto">
      <Title order={1} size="h2">
        Train
      </Title>
      <Text c="dimmed" mb="md" maw="75ch">
        A model learns the classes from your labelled images. Some images are kept aside and never learnt
        from: on these it is scored at the end.
      </Text>
      <Stack gap="lg">
        <TrainingJobs begun={begun} />
        {obstacle !== undefined && (
          <Alert color="yellow" variant="default" title="Not yet">
            {obstacle}
            <Box mt="xs">
              <Button component={Link} href="/images" size="compact-md">
                To the images
              </Button>
            </Box>
          </Alert>
        )}
        {data.data && obstacle === undefined && torn !== undefined && (
          <Alert color="red" variant="default" title="The partition cannot be kept: training must wait">
            {torn.message}
            <Box mt="xs">
              <Button component={Link} href="/partition" size="compact-md">
                To the partition
              </Button>
            </Box>
          </Alert>
        )}
        {data.data && obstacle === undefined && <DataCard data={data.data} />}
        {offer.data && (
          <>
            <PresetCards presets={offer.data.presets} options={options} onChoose={setOptions} />
            <OptionForm
              groups={offer.data.groups}
              options={options}
              preset={presetOf(offer.data.presets, options)}
              problems={problems}
              onChange={setOptions}
            />
          </>
        )}
        {data.data && obstacle === undefined && (
          <StartCard
            {...request}
            command={preview.data?.command ?? ""}
            problems={problems}
            onName={setName}
            onStarted={(job) => {
              setBegun(job);
              setName(undefined);
              void data.refetch();
              // What has begun stands at the top.
              window.scrollTo({ top: 0 });
            }}
          />
        )}
        <SimpleGrid cols={1}>
          <RunTable />
        </SimpleGrid>
      </Stack>
    </Box>
  );
}
