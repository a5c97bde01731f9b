import { Button, Drawer, Group, Progress, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconActivity } from "@tabler/icons-react";
import type { ReactElement } from "react";
import type { Job } from "../../../src/app/protocol/job.ts";
import { useApi } from "../api/hooks.ts";
import { JobList } from "../jobs/job-list.tsx";
import { shareDone, stageWords } from "../jobs/job-words.ts";

/** What the computer is working on, always in sight; opens the list of all jobs. */
export function JobsButton(): ReactElement {
  const [opened, { open, close }] = useDisclosure(false);
  const jobs = useApi("jobs/list", {}).data ?? [];
  const active = jobs.filter(({ status }) => ["queued", "running", "stopping"].includes(status));
  const current = active.find(({ status }) => status !== "queued") ?? active[0];
  return (
    <>
      <Button
        variant="default"
        size="sm"
        px="sm"
        onClick={open}
        leftSection={<IconActivity size={18} stroke={1.6} aria-hidden />}
        aria-haspopup="dialog"
      >
        {current === undefined ? "Jobs" : <CurrentJob job={current} others={active.length - 1} />}
      </Button>
      <Drawer opened={opened} onClose={close} title="Jobs" position="right" size="md">
        <JobList jobs={jobs} />
      </Drawer>
    </>
  );
}

function CurrentJob({ job, others }: { readonly job: Job; readonly others: number }): ReactElement {
  const share = shareDone(job);
  return (
    <Group gap="xs" wrap="nowrap">
      <Text size="sm" maw={180} truncate>
        {job.title}
      </Text>
      <Progress
        w={72}
        value={100 * (share ?? 1)}
        animated={share === null}
        aria-label={`${job.title}: ${stageWords(job)}`}
      />
      <Text size="xs" c="dimmed" maw={230} truncate>
        {stageWords(job)}
        {others > 0 ? ` +${others}` : ""}
      </Text>
    </Group>
  );
}
