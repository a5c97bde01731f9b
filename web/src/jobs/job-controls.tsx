import { Button, Group } from "@mantine/core";
import { IconPlayerPause, IconPlayerPlay, IconPlayerStop, IconX } from "@tabler/icons-react";
import type { ReactElement } from "react";
import type { Job } from "../../../src/app/protocol/job.ts";
import { useAction } from "../api/hooks.ts";

/** Pause, stop, resume, forget: those that make sense for the job as it is. */
export function JobControls({ job }: { readonly job: Job }): ReactElement | null {
  const pause = useAction("jobs/pause");
  const stop = useAction("jobs/stop");
  const resume = useAction("jobs/resume");
  const forget = useAction("jobs/forget");
  const { id, title, status } = job;
  const active = status === "running" || status === "queued";
  const ended = !active && status !== "stopping";
  if (status === "stopping") return null;
  return (
    <Group gap="xs" mt="xs">
      {status === "running" && job.canPause && (
        <Button
          size="compact-sm"
          variant="light"
          leftSection={<IconPlayerPause size={16} aria-hidden />}
          onClick={() => pause.mutate({ id })}
          aria-label={`Pause: ${title}`}
        >
          Pause
        </Button>
      )}
      {active && (
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconPlayerStop size={16} aria-hidden />}
          onClick={() => stop.mutate({ id })}
          aria-label={`Stop: ${title}`}
        >
          Stop
        </Button>
      )}
      {job.canResume && (
        <Button
          size="compact-sm"
          leftSection={<IconPlayerPlay size={16} aria-hidden />}
          onClick={() => resume.mutate({ id })}
          aria-label={`Resume: ${title}`}
        >
          Resume
        </Button>
      )}
      {ended && (
        <Button
          size="compact-sm"
          variant="subtle"
          color="gray"
          leftSection={<IconX size={16} aria-hidden />}
          onClick={() => forget.mutate({ id })}
          aria-label={`Forget: ${title}`}
          title="Take it out of the list; what it has written stays"
        >
          Forget
        </Button>
      )}
    </Group>
  );
}
