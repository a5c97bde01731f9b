import { Alert, Badge, Button, Group, Stack, Text } from "@mantine/core";
import { IconPlayerPause } from "@tabler/icons-react";
import { type ReactElement, useEffect } from "react";
import { Link } from "wouter";
import type { Job, JobStatus } from "../../../src/app/protocol/job.ts";
import { useApi } from "../api/hooks.ts";
import { failureWords, remedyWords } from "../jobs/failure-words.ts";
import { JobControls } from "../jobs/job-controls.tsx";
import { currentStage, statusWord } from "../jobs/job-words.ts";
import { FigureCard } from "../results/figure-card.tsx";
import { percentWithInterval } from "../results/number-words.ts";
import { ModelProgress } from "./model-progress.tsx";

const unfinished: ReadonlySet<JobStatus> = new Set([
  "queued",
  "running",
  "stopping",
  "paused",
  "stopped",
  "interrupted",
  "failed",
]);

/** So long a finished comparison still stands at the top, in milliseconds. */
const lately = 15 * 60_000;

/** Comparisons that run, wait, or could go on; the one that has just begun takes the focus. */
export function StudyJobs({ begun }: { readonly begun: string | undefined }): ReactElement | null {
  const jobs = useApi("jobs/list", {});
  const isThere = begun !== undefined && jobs.data?.some(({ id }) => id === begun);
  useEffect(() => {
    if (isThere) document.getElementById(`study-${begun}`)?.focus({ preventScroll: true });
  }, [isThere, begun]);
  const studies = (jobs.data ?? []).filter(
    ({ kind, status, ended }) =>
      kind === "study" &&
      (unfinished.has(status) || (status === "finished" && Date.now() - (ended ?? 0) < lately)),
  );
  if (studies.length === 0) return null;
  return (
    <Stack gap="md">
      {studies.map((job) => (
        <StudyJob key={job.id} job={job} />
      ))}
    </Stack>
  );
}

function StudyJob({ job }: { readonly job: Job }): ReactElement {
  const study = job.output?.replace(/^studies\//, "") ?? "";
  const details = useApi("studies/details", { study });
  const { refetch } = details;
  // A model that begins or ends stands in the record of the study.
  const moment = `${job.status} ${job.messages.length} ${job.stages.length} ${currentStage(job)?.name}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again with every step
  useEffect(() => void refetch(), [moment, refetch]);
  const works = job.status === "running" || job.status === "stopping";
  const best = details.data?.summary.best;
  const isDone = job.status === "finished";
  return (
    <FigureCard
      id={`study-${job.id}`}
      title={job.title}
      description={
        isDone
          ? best
            ? `Done: ${best.title}, ${percentWithInterval(best.accuracy)} right.`
            : "Done."
          : undefined
      }
      aside={
        isDone ? (
          <Group gap="xs" wrap="nowrap">
            <Button component={Link} href={`/compare?study=${encodeURIComponent(study)}`} size="compact-md">
              See what was found
            </Button>
            <JobControls job={job} />
          </Group>
        ) : (
          <Badge variant="light" color={works ? "leaf" : job.status === "failed" ? "red" : "orange"}>
            {statusWord(job)}
          </Badge>
        )
      }
    >
      {job.status === "queued" && <Text size="sm">Waits until the work before it is done.</Text>}
      {job.canResume && !works && (
        <Alert
          color="orange"
          variant="default"
          p="sm"
          mt="xs"
          icon={<IconPlayerPause aria-hidden />}
          title={goingOn[job.status] ?? "It can be tried again"}
        >
          Models that are trained are kept. Resume goes on with the others; one that was in its midst goes on
          from its last epoch.
        </Alert>
      )}
      {job.error !== null && job.status === "failed" && (
        <Alert color="red" variant="default" p="sm" mt="xs" title={failureWords(job.error)}>
          {remedyWords(job.error)}
        </Alert>
      )}
      {!isDone && <ModelProgress job={job} models={details.data?.progress ?? []} works={works} />}
      {!isDone && <JobControls job={job} />}
      {job.warnings.length > 0 && (
        <details>
          <summary>
            <Text span size="sm">
              {job.warnings.length === 1 ? "A warning" : `${job.warnings.length} warnings`}
            </Text>
          </summary>
          {job.warnings.map((warning) => (
            <Text key={warning} size="sm">
              {warning}
            </Text>
          ))}
        </details>
      )}
    </FigureCard>
  );
}

const goingOn: Readonly<Partial<Record<JobStatus, string>>> = {
  paused: "This comparison is paused",
  stopped: "This comparison was stopped",
  interrupted: "The server or the computer stopped while models were trained",
};
