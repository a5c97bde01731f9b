import { Alert, Badge, Button, Group, Progress, SimpleGrid, Stack, Text } from "@mantine/core";
import { IconPlayerPause } from "@tabler/icons-react";
import { type ReactElement, useEffect, useState } from "react";
import { Link } from "wouter";
import type { Job, JobStatus } from "../../../../src/app/protocol/job.ts";
import { useApi } from "../../api/hooks.ts";
import { failureWords, remedyWords } from "../../jobs/failure-words.ts";
import { JobControls } from "../../jobs/job-controls.tsx";
import { currentStage, shareDone, statusWord, timeLeft } from "../../jobs/job-words.ts";
import { stepWords } from "../../jobs/step-words.ts";
import { FigureCard } from "../../results/figure-card.tsx";
import { percentWithInterval } from "../../results/number-words.ts";
import { CurrentMistakes } from "./current-mistakes.tsx";
import { LiveCurves } from "./live-curves.tsx";
import { TrainingSteps } from "./training-steps.tsx";

const shown: ReadonlySet<JobStatus> = new Set([
  "queued",
  "running",
  "stopping",
  "paused",
  "stopped",
  "interrupted",
  "failed",
]);

/** So long a finished training still stands at the top, in milliseconds. */
const lately = 15 * 60_000;

/** Trainings that run, wait, or could go on; the one that has just begun takes the focus. */
export function TrainingJobs({ begun }: { readonly begun: string | undefined }): ReactElement | null {
  const jobs = useApi("jobs/list", {});
  const isThere = begun !== undefined && jobs.data?.some(({ id }) => id === begun);
  useEffect(() => {
    if (isThere) document.getElementById(`training-${begun}`)?.focus({ preventScroll: true });
  }, [isThere, begun]);
  const trainings = (jobs.data ?? []).filter(
    ({ kind, status, ended }) =>
      kind === "train" &&
      (shown.has(status) || (status === "finished" && Date.now() - (ended ?? 0) < lately)),
  );
  if (trainings.length === 0) return null;
  return (
    <Stack gap="md">
      {trainings.map((job) =>
        job.status === "finished" ? (
          <FinishedJob key={job.id} job={job} />
        ) : (
          <TrainingJob key={job.id} job={job} />
        ),
      )}
    </Stack>
  );
}

function FinishedJob({ job }: { readonly job: Job }): ReactElement {
  const [unfolded, setUnfolded] = useState(false);
  const runs = useApi("runs/list", {});
  const name = runOf(job);
  const run = runs.data?.find((other) => other.name === name);
  return (
    <FigureCard
      title={job.title}
      description={run?.accuracy ? `Done: ${percentWithInterval(run.accuracy)} right.` : "Done."}
      aside={
        <Group gap="xs">
          <Button component={Link} href={`/results?run=${encodeURIComponent(name)}`} size="compact-md">
            See the results
          </Button>
          <JobControls job={job} />
        </Group>
      }
    >
      <details onToggle={(event) => setUnfolded(event.currentTarget.open)}>
        <summary>
          <Text span size="sm">
            How it went
          </Text>
        </summary>
        {unfolded &&
          (job.stages.some(({ code }) => code === "epochs") ? (
            <>
              <LiveCurves runs={[name]} follow={false} learnsInEpochs />
              <CurrentMistakes job={job.id} run={name} />
            </>
          ) : (
            <TrainingSteps stages={job.stages} works={false} />
          ))}
      </details>
      <Warnings warnings={job.warnings} />
    </FigureCard>
  );
}

function Warnings({ warnings }: { readonly warnings: readonly string[] }): ReactElement | null {
  if (warnings.length === 0) return null;
  return (
    <details>
      <summary>
        <Text span size="sm">
          {warnings.length === 1 ? "A warning" : `${warnings.length} warnings`}
        </Text>
      </summary>
      {warnings.map((warning) => (
        <Text key={warning} size="sm">
          {warning}
        </Text>
      ))}
    </details>
  );
}

function runOf({ output }: Job): string {
  return output?.replace(/^runs\//, "") ?? "";
}

function TrainingJob({ job }: { readonly job: Job }): ReactElement {
  const run = runOf(job);
  const runs = useApi("runs/list", {});
  const summary = runs.data?.find(({ name }) => name === run);
  const total = summary?.epochs?.total ?? 0;
  const stage = currentStage(job);
  const share = shareDone(job);
  const works = job.status === "running" || job.status === "stopping";
  const left = timeLeft(job);
  const isMain = stage?.code === "epochs";
  const epochs = summary?.epochs?.done ?? 0;
  const hasEpochs = total > 0 || job.stages.some(({ code }) => code === "epochs");
  return (
    <FigureCard
      id={`training-${job.id}`}
      title={job.title}
      aside={
        <Badge variant="light" color={works ? "leaf" : job.status === "failed" ? "red" : "orange"}>
          {statusWord(job)}
        </Badge>
      }
    >
      {job.status === "queued" && <Text size="sm">Waits until the work before it is done.</Text>}
      {works && stage && (
        <>
          <Group justify="space-between" gap="xs">
            <Text size="sm">
              {stepWords(stage)}
              {stage.note === null ? "" : ` – ${stage.note}`}
            </Text>
            <Text size="sm" c="dimmed">
              {left === undefined ? "" : isMain ? left : `${left} for this step`}
            </Text>
          </Group>
          <Progress
            value={100 * (share ?? 1)}
            animated={share === null}
            mt={6}
            size="lg"
            aria-label={`${job.title}: ${stepWords(stage)}`}
          />
        </>
      )}
      {job.canResume && !works && (
        <Alert
          color="orange"
          variant="default"
          p="sm"
          mt="xs"
          icon={<IconPlayerPause aria-hidden />}
          title={
            job.status === "interrupted"
              ? "The server or the computer stopped while this was training"
              : job.status === "failed"
                ? "It can be tried again"
                : job.status === "paused"
                  ? "This training is paused"
                  : "This training was stopped"
          }
        >
          {epochs > 0
            ? `Everything up to the last whole epoch (${epochs}) is kept. Resume goes on from there, to the very same result as without the stop.`
            : hasEpochs
              ? "No epoch was finished, so Resume begins it from the start."
              : job.stages.some(({ code }) => code === "features")
                ? "Resume begins it again, but what the network has seen of an image (its features) is kept and not computed anew."
                : "Resume begins it from the start."}
        </Alert>
      )}
      {job.error !== null && job.status === "failed" && (
        <Alert color="red" variant="default" p="sm" title={failureWords(job.error)}>
          {remedyWords(job.error)}
        </Alert>
      )}
      <JobControls job={job} />
      <Warnings warnings={job.warnings} />
      {job.status !== "queued" && (
        <SimpleGrid cols={1} mt="sm" spacing="md">
          {hasEpochs ? (
            <>
              <LiveCurves runs={[run]} follow={works} epochs={total} learnsInEpochs />
              <CurrentMistakes job={job.id} />
            </>
          ) : (
            <TrainingSteps stages={job.stages} works={works} />
          )}
        </SimpleGrid>
      )}
    </FigureCard>
  );
}
