import { Button, Group, Modal, Text } from "@mantine/core";
import { IconPlayerPause, IconPlayerPlay, IconPlayerStop, IconX } from "@tabler/icons-react";
import { type ReactElement, useEffect, useRef, useState } from "react";
import type { Job } from "../../../src/app/protocol/job.ts";
import { useAction } from "../api/hooks.ts";

/** Pause, stop, resume, take off the list: those that make sense for the job as it is. */
export function JobControls({ job }: { readonly job: Job }): ReactElement {
  const pause = useAction("jobs/pause");
  const stop = useAction("jobs/stop");
  const resume = useAction("jobs/resume");
  const { id, title, status } = job;
  const active = status === "running" || status === "queued";
  const ended = !active && status !== "stopping";
  const place = useRef<HTMLDivElement>(null);
  const used = useRef(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another status has other buttons
  useEffect(() => {
    const focused = document.activeElement;
    const isLost = focused === document.body || focused === place.current;
    if (used.current && isLost) (place.current?.querySelector("button") ?? place.current)?.focus();
  }, [status]);
  const use = (act: () => void) => () => {
    used.current = true;
    act();
  };
  return (
    <Group gap="xs" mt="xs" ref={place} tabIndex={-1} role="group" aria-label={`Controls of ${title}`}>
      {status === "stopping" && (
        <Text size="sm" c="dimmed">
          {job.isPausing
            ? "Pausing after this step, which may take some seconds. What it has learnt is kept."
            : "Stopping after this step, which may take some seconds."}
        </Text>
      )}
      {status === "running" && job.canPause && (
        <Button
          size="compact-sm"
          variant="light"
          leftSection={<IconPlayerPause size={16} aria-hidden />}
          onClick={use(() => pause.mutate({ id }))}
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
          onClick={use(() => stop.mutate({ id }))}
          aria-label={`Stop: ${title}`}
        >
          Stop
        </Button>
      )}
      {job.canResume && (
        <Button
          size="compact-sm"
          leftSection={<IconPlayerPlay size={16} aria-hidden />}
          onClick={use(() => resume.mutate({ id }))}
          aria-label={`Resume: ${title}`}
        >
          Resume
        </Button>
      )}
      {ended && <Forget job={job} />}
    </Group>
  );
}

/** Takes a job out of the list; asks first where it could go on. */
function Forget({ job: { id, title, canResume } }: { readonly job: Job }): ReactElement {
  const [asks, setAsks] = useState(false);
  const forget = useAction("jobs/forget");
  const button = useRef<HTMLButtonElement>(null);
  const go = (): void => {
    const card = button.current?.closest("article, section");
    const next = card?.nextElementSibling ?? card?.previousElementSibling;
    setAsks(false);
    forget.mutate({ id }, { onSuccess: () => focusOn(next) });
  };
  return (
    <>
      <Button
        ref={button}
        size="compact-sm"
        variant="subtle"
        color="gray"
        leftSection={<IconX size={16} aria-hidden />}
        onClick={() => (canResume ? setAsks(true) : go())}
        aria-label={`Take off the list: ${title}`}
        title="What it has written stays: runs, tables and figures are not deleted"
      >
        Take off the list
      </Button>
      <Modal
        opened={asks}
        onClose={() => setAsks(false)}
        title={`Take ${title} off the list?`}
        closeButtonProps={{ "aria-label": "Close" }}
      >
        <Text size="sm">
          It is not finished and could still be resumed. Once it is off the list, the page can no longer
          resume it. What it has written stays on the disk.
        </Text>
        <Group justify="end" mt="md">
          <Button variant="default" onClick={() => setAsks(false)} data-autofocus>
            Keep it
          </Button>
          <Button color="red.9" onClick={go}>
            Take it off
          </Button>
        </Group>
      </Modal>
    </>
  );
}

/** A card goes: the focus moves to the next one instead of to nowhere. */
function focusOn(element: Element | null | undefined): void {
  if (!(element instanceof HTMLElement)) return;
  if (!element.hasAttribute("tabindex")) element.tabIndex = -1;
  element.focus({ preventScroll: true });
}
