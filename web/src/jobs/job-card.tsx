import { Alert, Badge, Card, Code, Group, Progress, Text } from "@mantine/core";
import type { ReactElement } from "react";
import type { Job, JobStatus } from "../../../src/app/protocol/job.ts";
import { failureWords, remedyWords } from "./failure-words.ts";
import { JobControls } from "./job-controls.tsx";
import { currentStage, durationWords, shareDone, statusWord, timeLeft } from "./job-words.ts";
import { stepWords } from "./step-words.ts";

const statusColors: Readonly<Record<JobStatus, string>> = {
  queued: "gray",
  running: "leaf",
  stopping: "yellow",
  paused: "yellow",
  stopped: "gray",
  interrupted: "orange",
  failed: "red",
  finished: "leaf",
};

/** One job: what it does, how far it is, what it said, and what can be done with it. */
export function JobCard({ job }: { readonly job: Job }): ReactElement {
  const stage = currentStage(job);
  const working = job.status === "running" || job.status === "stopping";
  const share = shareDone(job);
  return (
    <Card withBorder padding="sm" component="article" aria-label={job.title}>
      <Group justify="space-between" wrap="nowrap" gap="xs">
        <Text fw={600} truncate>
          {job.title}
        </Text>
        <Badge color={statusColors[job.status]} variant="light">
          {statusWord(job)}
        </Badge>
      </Group>
      {working && stage !== undefined && (
        <>
          <Text size="sm" c="dimmed" mt={4}>
            {stepWords(stage)}
            {stage.total === null
              ? ""
              : `: ${stage.done.toLocaleString("en")} of ${stage.total.toLocaleString("en")}`}
            {stage.unit === null ? "" : ` ${stage.unit}`}
            {timeLeft(job) === undefined ? "" : `, ${timeLeft(job)}`}
          </Text>
          {stage.note !== null && (
            <Text size="xs" c="dimmed">
              {stage.note}
            </Text>
          )}
          <Progress
            value={100 * (share ?? 1)}
            animated={share === null}
            mt={6}
            aria-label={stepWords(stage)}
          />
        </>
      )}
      {job.started !== null && job.ended !== null && (
        <Text size="xs" c="dimmed">
          {durationWords((job.ended - job.started) / 1000)}
        </Text>
      )}
      {job.error !== null && (
        <Alert color="red" mt="xs" p="xs" title={failureWords(job.error)}>
          {remedyWords(job.error)}
        </Alert>
      )}
      {job.warnings.map((warning) => (
        <Text key={warning} size="xs" mt={4}>
          {warning}
        </Text>
      ))}
      <Code
        block
        mt="xs"
        tabIndex={0}
        aria-label="The same in a terminal"
        style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}
      >
        {job.command}
      </Code>
      <JobControls job={job} />
    </Card>
  );
}
