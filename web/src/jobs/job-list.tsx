import { Button, Group, Stack, Text } from "@mantine/core";
import { type ReactElement, useRef, useState } from "react";
import type { Job } from "../../../src/app/protocol/job.ts";
import { useAction } from "../api/hooks.ts";
import { countOf } from "../results/number-words.ts";
import { JobCard } from "./job-card.tsx";

/** So many cards are drawn at once: the list may hold hundreds. */
const step = 25;

/** All jobs, the newest first, with a way to take those off the list that are done. */
export function JobList({ jobs }: { readonly jobs: readonly Job[] }): ReactElement {
  const [shown, setShown] = useState(step);
  const clear = useAction("jobs/clear-finished");
  const place = useRef<HTMLDivElement>(null);
  const finished = jobs.filter(({ status }) => status === "finished").length;
  // What has not ended comes first, wherever it stands: nobody shall look for it below hundreds of others.
  const ordered = [
    ...jobs.filter(({ ended }) => ended === null),
    ...jobs.filter(({ ended }) => ended !== null),
  ];
  if (jobs.length === 0) {
    return (
      <Text c="dimmed">
        Nothing is in the list. Training, explanations and predictions run here, each in a process of its own:
        you may close the page meanwhile.
      </Text>
    );
  }
  return (
    <Stack gap="sm" ref={place} tabIndex={-1}>
      {finished > 0 && (
        <Group justify="space-between" wrap="nowrap">
          <Text size="sm" c="dimmed">
            {countOf(finished, "job")} finished
          </Text>
          <Button
            size="compact-sm"
            variant="default"
            loading={clear.isPending}
            onClick={() =>
              clear.mutate({}, { onSuccess: () => place.current?.focus({ preventScroll: true }) })
            }
            title="Take them out of the list; what they have written stays"
          >
            Clear finished
          </Button>
        </Group>
      )}
      {ordered.slice(0, shown).map((job) => (
        <JobCard key={job.id} job={job} />
      ))}
      {jobs.length > shown && (
        <Button variant="default" onClick={() => setShown(shown + step)}>
          Show older ones ({(jobs.length - shown).toLocaleString("en")})
        </Button>
      )}
    </Stack>
  );
}
