import { Progress, Stack, Text } from "@mantine/core";
import { IconPlayerStop } from "@tabler/icons-react";
import { type ReactElement, useEffect, useRef } from "react";
import { useAction, useApi } from "../../api/hooks.ts";
import { useNowAndThen } from "../../explain/parts/job-line.tsx";
import { BusyButton } from "../../jobs/busy-button.tsx";
import { currentStage, shareDone, timeLeft } from "../../jobs/job-words.ts";

interface CheckFilesProps {
  /** What the button says while no check runs. */
  readonly start: string;
}

/** Starts the check that opens every image; while it runs, how far it is, and the same button stops it. */
export function CheckFiles({ start }: CheckFilesProps): ReactElement {
  const check = useAction("images/check");
  const stop = useAction("jobs/stop");
  const latest = useApi("jobs/list", {}).data?.find(({ kind }) => kind === "inspect");
  const job = latest?.ended === null ? latest : undefined;
  const stage = job && currentStage(job);
  const share = job ? shareDone(job) : null;
  const words =
    job === undefined
      ? ""
      : job.status === "queued"
        ? "Waiting for other work"
        : job.status === "stopping"
          ? "Stopping the check"
          : [
              stage && stage.total !== null
                ? `${stage.done.toLocaleString("en")} of ${stage.total.toLocaleString("en")} ${stage.unit ?? ""}`.trim()
                : "Opening the images",
              timeLeft(job),
            ]
              .filter((part) => part !== undefined)
              .join(", ");
  const spoken = useNowAndThen(words);
  const place = useRef<HTMLDivElement>(null);
  const id = job?.id;
  // What has come below the button is seen, also at the end of a list that scrolls.
  useEffect(() => {
    if (id !== undefined && place.current?.contains(document.activeElement)) {
      place.current.scrollIntoView({ block: "nearest" });
    }
  }, [id]);
  return (
    <Stack gap={6} align="flex-start" ref={place}>
      <BusyButton
        size="compact-sm"
        variant={job ? "default" : "light"}
        leftSection={job && <IconPlayerStop size={14} aria-hidden />}
        busy={check.isPending || stop.isPending}
        blocked={job?.status === "stopping"}
        onClick={() => (job ? stop.mutate({ id: job.id }) : check.mutate({}))}
      >
        {job ? "Stop the check" : start}
      </BusyButton>
      {job && (
        <>
          <Text size="xs" c="dimmed">
            {words}
          </Text>
          <Progress
            w="100%"
            value={100 * (share ?? 1)}
            animated={share === null}
            aria-label="Check of the files"
          />
        </>
      )}
      {latest?.status === "failed" && latest.error && (
        <Text size="xs" c="var(--mantine-color-error)">
          {latest.error.message}
        </Text>
      )}
      <span className="spoken" aria-live="polite">
        {spoken}
      </span>
    </Stack>
  );
}
