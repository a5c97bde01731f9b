import { Alert, Button, Group, Progress, Stack, Text } from "@mantine/core";
import { IconPlayerStop } from "@tabler/icons-react";
import { type ReactElement, useEffect, useRef, useState } from "react";
import type { Job } from "../../../../src/app/protocol/job.ts";
import { useAction, useApi } from "../../api/hooks.ts";
import { BusyButton } from "../../jobs/busy-button.tsx";
import { failureWords, remedyWords } from "../../jobs/failure-words.ts";
import { currentStage, shareDone, timeLeft } from "../../jobs/job-words.ts";

/** A job of the workspace as it is now; undefined while it is not known. */
export function useJob(id: string | null): Job | undefined {
  const jobs = useApi("jobs/list", {}, { enabled: id !== null });
  return jobs.data?.find((job) => job.id === id);
}

/** How far a job is, in one line, with a way to stop it; its failure when it has failed; nothing once it is done. */
export function JobLine({ job }: { readonly job: Job }): ReactElement | null {
  const stop = useAction("jobs/stop");
  const resume = useAction("jobs/resume");
  const stage = currentStage(job);
  const share = shareDone(job);
  const words = [
    job.status === "queued" ? "Waiting for other work" : (stage?.name ?? "Starting"),
    stage && stage.total !== null && stage.unit !== null
      ? `${stage.done.toLocaleString("en")} of ${stage.total.toLocaleString("en")} ${stage.unit}`
      : undefined,
    timeLeft(job),
  ].filter((part) => part !== undefined);
  const spoken = useNowAndThen(words.join(", "));
  if (job.error !== null && job.status === "failed") {
    return (
      <Alert color="red" title={failureWords(job.error)}>
        {remedyWords(job.error)}
      </Alert>
    );
  }
  if (job.status === "interrupted" || job.status === "stopped") {
    return (
      <Alert color="gray" title={`This was ${job.status} before it was done.`}>
        {job.canResume && (
          <Button size="compact-sm" variant="default" onClick={() => resume.mutate({ id: job.id })}>
            Start again
          </Button>
        )}
      </Alert>
    );
  }
  if (job.ended !== null) return null;
  return (
    <Stack gap={6}>
      <Group justify="space-between" wrap="nowrap" gap="md">
        <Text size="sm" truncate>
          {words.join(" · ")}
        </Text>
        <BusyButton
          size="compact-sm"
          variant="default"
          leftSection={<IconPlayerStop size={16} aria-hidden />}
          onClick={() => stop.mutate({ id: job.id })}
          blocked={job.status === "stopping"}
          aria-label={`Stop: ${job.title}`}
        >
          Stop
        </BusyButton>
      </Group>
      <Progress value={100 * (share ?? 1)} animated={share === null} aria-label={stage?.name ?? job.title} />
      <span className="spoken" aria-live="polite">
        {spoken}
      </span>
    </Stack>
  );
}

/** The latest text, every few seconds: a screen reader that says each step would never be silent. */
export function useNowAndThen(text: string, seconds = 6): string {
  const [said, setSaid] = useState(text);
  const latest = useRef(text);
  useEffect(() => {
    latest.current = text;
  });
  useEffect(() => {
    const timer = setInterval(() => setSaid(latest.current), 1000 * seconds);
    return () => clearInterval(timer);
  }, [seconds]);
  return said;
}
