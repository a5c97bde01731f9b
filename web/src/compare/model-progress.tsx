import { Group, Loader, Progress, Stack, Text } from "@mantine/core";
import { IconAlertTriangle, IconCheck, IconCircleDashed, IconPlayerPause } from "@tabler/icons-react";
import type { ReactElement } from "react";
import type { Job } from "../../../src/app/protocol/job.ts";
import type { StudyModelProgress } from "../../../src/app/protocol/study-api.ts";
import { currentStage, shareDone, timeLeft } from "../jobs/job-words.ts";
import { percent } from "../results/number-words.ts";

interface Properties {
  readonly job: Job;
  /** None before the images were looked at. */
  readonly models: readonly StudyModelProgress[];
  /** Whether a process is at it. */
  readonly works: boolean;
}

/** How far each model is, and the step that is done now. */
export function ModelProgress({ job, models, works }: Properties): ReactElement {
  const stage = currentStage(job);
  const total = models.reduce((sum, model) => sum + model.total, 0);
  const done = models.reduce((sum, model) => sum + model.done, 0);
  const left = timeLeft(job);
  return (
    <section aria-label="Progress">
      {works && (
        <>
          <Group justify="space-between" gap="xs" mt="xs">
            <Text size="sm">
              {stage === undefined ? "Starting" : stageWords(stage.name, models)}
              {stage?.note ? ` – ${stage.note}` : ""}
            </Text>
            <Text size="sm" c="dimmed">
              {left === undefined ? "" : `${left} for this step`}
            </Text>
          </Group>
          <Progress
            value={100 * (shareDone(job) ?? 1)}
            animated={shareDone(job) === null}
            mt={6}
            aria-label={`${job.title}: ${stage?.name ?? "starting"}`}
          />
        </>
      )}
      {models.length > 0 && (
        <>
          <Text size="sm" c="dimmed" mt="sm" mb={4}>
            {done} of {total} trainings done
          </Text>
          <Stack component="ol" gap={6} p={0} m={0} style={{ listStyle: "none" }}>
            {models.map((model) => (
              <ModelRow key={model.name} model={model} works={works} />
            ))}
          </Stack>
        </>
      )}
    </section>
  );
}

/** "resnet, fold 2 (2/3)" is the name of a step of the study, with the model as the command line calls it. */
function stageWords(name: string, models: readonly StudyModelProgress[]): string {
  if (name === "Study") return "Training the models";
  const [, model = "", fold, images, at = ""] =
    /^(.+?)(?:, fold (\d+)|, (\d+) images)? \((\d+\/\d+)\)$/.exec(name) ?? [];
  const title = models.find((one) => one.name === model)?.title;
  if (title === undefined) return name;
  const part = fold === undefined ? (images === undefined ? "" : ` with ${images} images`) : `, turn ${fold}`;
  return `${title}${part} (${at.replace("/", " of ")})`;
}

function ModelRow({
  model,
  works,
}: {
  readonly model: StudyModelProgress;
  readonly works: boolean;
}): ReactElement {
  const { title, state, done, total, accuracy, reason } = model;
  const facts = [
    total > 1 && state !== "waiting" ? `${done} of ${total} turns` : undefined,
    accuracy === null ? undefined : `${percent(accuracy)} right`,
    reason ?? undefined,
  ].filter((fact) => fact !== undefined);
  const spoken = {
    waiting: "waits",
    training: works ? "now" : "not finished",
    finished: "done",
    failed: "failed",
  };
  return (
    <Group component="li" gap="xs" wrap="nowrap" align="start">
      <span style={{ width: 18, flex: "none", lineHeight: 0, marginTop: 2 }}>{signOf(state, works)}</span>
      <Text size="sm">
        {title}
        <span className="spoken">, {spoken[state]}</span>
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

function signOf(state: StudyModelProgress["state"], works: boolean): ReactElement {
  if (state === "finished")
    return <IconCheck size={18} color="var(--mantine-primary-color-filled)" aria-hidden />;
  if (state === "failed")
    return <IconAlertTriangle size={18} color="var(--mantine-color-error)" aria-hidden />;
  if (state === "waiting") return <IconCircleDashed size={18} aria-hidden />;
  return works ? <Loader size={16} aria-hidden /> : <IconPlayerPause size={18} aria-hidden />;
}
