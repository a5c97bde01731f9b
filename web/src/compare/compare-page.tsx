import { Alert, Box, Button, Stack, Text, Title } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { type ReactElement, useState } from "react";
import { Link, useSearchParams } from "wouter";
import type { GivenOptions } from "../../../src/app/protocol/run/run-api.ts";
import { useApi } from "../api/hooks.ts";
import { FeaturesCard } from "../features/features-card.tsx";
import { OptionForm } from "../train/start/option-form.tsx";
import { StudyView } from "./found/study-view.tsx";
import { HowCard } from "./start/how-card.tsx";
import { ModelChoice } from "./start/model-choice.tsx";
import { StartStudy } from "./start/start-study.tsx";
import { StudyJobs } from "./study-jobs.tsx";
import { StudyList } from "./study-list.tsx";

/** Which model should one believe? Several learn from the same images; what was found stands under its own address. */
export function ComparePage(): ReactElement {
  const [search] = useSearchParams();
  const study = search.get("study");
  return (
    <Box p="lg" maw={1280} mx="auto">
      {study === null ? <NewStudy /> : <StudyView key={study} name={study} />}
    </Box>
  );
}

/** Options that stand beside the models; all others are in the form. */
const besides: readonly string[] = ["folds", "labelNoise", "learningCurve"];

function NewStudy(): ReactElement {
  const offer = useApi("studies/options", {});
  const data = useApi("train/data", {});
  const [chosen, setChosen] = useState<readonly string[]>();
  const [options, setOptions] = useState<GivenOptions>({});
  const [name, setName] = useState<string>();
  const [begun, setBegun] = useState<string>();
  const models = chosen ?? offer.data?.choices[0]?.models ?? [];
  const request = { name: name ?? offer.data?.suggestedName ?? "", models, options };
  const [asked] = useDebouncedValue(request, 150);
  const preview = useApi("studies/preview-command", asked, {
    enabled: offer.data !== undefined && (asked.name !== "" || name === ""),
  });
  const problems = preview.data?.problems ?? [];
  const error = offer.error ?? data.error;
  if (error) {
    return (
      <Alert color="red" title={error.message}>
        {error.hint}
      </Alert>
    );
  }
  const obstacle = data.data?.obstacles[0];
  const torn = problems.find(({ field }) => field === "assigned");
  const others = Object.fromEntries(Object.entries(options).filter(([key]) => !besides.includes(key)));
  return (
    <>
      <Title order={1} size="h2">
        Compare
      </Title>
      <Text c="dimmed" mb="md" maw="75ch">
        Which model should you believe? Several learn from the same images and are scored on the same ones,
        and you are told which differences between them are more than chance.
      </Text>
      <Stack gap="lg">
        <StudyJobs begun={begun} />
        {obstacle !== undefined && (
          <Hindrance title="Not yet" text={obstacle} to="/images" label="To the images" />
        )}
        {obstacle === undefined && torn !== undefined && (
          <Hindrance
            title="The partition cannot be kept: the comparison must wait"
            text={torn.message}
            to="/partition"
            label="To the partition"
          />
        )}
        {offer.data && (
          <>
            <ModelChoice offer={offer.data} models={models} onChange={setChosen} />
            <HowCard
              options={options}
              problems={problems}
              parts={data.data?.parts ?? null}
              groups={data.data?.groups ?? null}
              onChange={setOptions}
            />
            <OptionForm
              groups={offer.data.groups}
              options={others}
              preset={undefined}
              problems={problems}
              onChange={(next) => setOptions({ ...kept(options), ...next })}
            />
          </>
        )}
        {offer.data && obstacle === undefined && (
          <StartStudy
            request={request}
            command={preview.data?.command ?? ""}
            problems={problems}
            onName={setName}
            onStarted={(job) => {
              setBegun(job);
              setName(undefined);
              void offer.refetch();
              // What has begun stands at the top.
              window.scrollTo({ top: 0 });
            }}
          />
        )}
        <StudyList />
        {obstacle === undefined && <FeaturesCard />}
      </Stack>
    </>
  );
}

/** The options beside the models, which the form does not know. */
function kept(options: GivenOptions): GivenOptions {
  return Object.fromEntries(Object.entries(options).filter(([key]) => besides.includes(key)));
}

interface HindranceProperties {
  readonly title: string;
  readonly text: string;
  readonly to: string;
  readonly label: string;
}

function Hindrance({ title, text, to, label }: HindranceProperties): ReactElement {
  return (
    <Alert color="yellow" variant="default" title={title}>
      {text}
      <Box mt="xs">
        <Button component={Link} href={to} size="compact-md">
          {label}
        </Button>
      </Box>
    </Alert>
  );
}
