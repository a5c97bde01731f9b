import { Group, Loader, Stack, Text } from "@mantine/core";
import { IconCheck, IconPlayerPause } from "@tabler/icons-react";
import type { ReactElement } from "react";
import type { JobStage } from "../../../../src/app/protocol/job.ts";
import { durationWords } from "../../jobs/job-words.ts";
import { stepsIntroduction, stepWords } from "../../jobs/step-words.ts";

interface Properties {
  readonly stages: readonly JobStage[];
  /** Whether a process is at it. */
  readonly works: boolean;
}

/** The steps of a training that has no epochs, and so no curves: what is done, and how far the rest is. */
export function TrainingSteps({ stages, works }: Properties): ReactElement {
  return (
    <section aria-label="Steps">
      <Text size="sm" c="dimmed" mb="xs" maw="75ch">
        {stepsIntroduction(stages)}
      </Text>
      <Stack component="ol" gap={6} p={0} m={0} style={{ listStyle: "none" }}>
        {stages.map((stage) => (
          <Step key={stage.name} stage={stage} works={works} />
        ))}
      </Stack>
    </section>
  );
}

function Step({ stage, works }: { readonly stage: JobStage; readonly works: boolean }): ReactElement {
  const { total, done, unit, note, secondsLeft, ended } = stage;
  const counted =
    total === null || unit === null
      ? undefined
      : ended
        ? `${total.toLocaleString("en")} ${unit}`
        : `${done.toLocaleString("en")} of ${total.toLocaleString("en")} ${unit}`;
  const left = ended || !works || secondsLeft === null ? undefined : `${durationWords(secondsLeft)} left`;
  const facts = [counted, left, note ?? undefined].filter((fact) => fact !== undefined);
  return (
    <Group component="li" gap="xs" wrap="nowrap" align="center">
      <span style={{ width: 18, flex: "none", lineHeight: 0 }}>
        {ended ? (
          <IconCheck size={18} color="var(--mantine-primary-color-filled)" aria-hidden />
        ) : works ? (
          <Loader size={16} aria-hidden />
        ) : (
          <IconPlayerPause size={18} aria-hidden />
        )}
      </span>
      <Text size="sm">
        {stepWords(stage)}
        <span className="spoken">{ended ? ", done" : works ? ", now" : ", not finished"}</span>
        {facts.length > 0 && (
          <Text span size="sm" c="dimmed">
            {" "}
            · {facts.join(" · ")}
          </Text>
        )}
      </Text>
    </Group>
  );
}
