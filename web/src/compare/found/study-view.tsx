import { Alert, Anchor, Code, Group, List, Skeleton, Stack, Text, Title } from "@mantine/core";
import { IconArrowLeft } from "@tabler/icons-react";
import type { ReactElement } from "react";
import { Link, useLocation } from "wouter";
import type { StudyDetails } from "../../../../src/app/protocol/study-api.ts";
import { useApi } from "../../api/hooks.ts";
import { durationWords } from "../../jobs/job-words.ts";
import { FigureCard } from "../../results/figure-card.tsx";
import { countOf, dateWords } from "../../results/number-words.ts";
import { DeleteStudy } from "../delete-study.tsx";
import { StudyJobs } from "../study-jobs.tsx";
import { CurveCard } from "./curve-card.tsx";
import { DoubtfulLabels } from "./doubtful-labels.tsx";
import { ModelTable } from "./model-table.tsx";
import { StudyDownloads } from "./study-downloads.tsx";

/** What a comparison has found. */
export function StudyView({ name }: { readonly name: string }): ReactElement {
  const details = useApi("studies/details", { study: name });
  const [, navigate] = useLocation();
  const { data, error } = details;
  return (
    <>
      <Anchor component={Link} href="/compare" size="sm">
        <Group gap={4} wrap="nowrap">
          <IconArrowLeft size={16} aria-hidden />
          All comparisons
        </Group>
      </Anchor>
      <Group justify="space-between" align="start" mb="md" mt={4} wrap="nowrap">
        <div>
          <Title order={1} size="h2" style={{ overflowWrap: "anywhere" }}>
            {name}
          </Title>
          {data && (
            <Text c="dimmed" size="sm">
              {aboutWords(data)}
            </Text>
          )}
        </div>
        {data && <DeleteStudy name={name} onDeleted={() => navigate("/compare", { replace: true })} />}
      </Group>
      {error && (
        <Alert color="red" title={error.message}>
          {error.hint}
        </Alert>
      )}
      {data === undefined && !error && <Skeleton h={200} aria-label="Reading what was found" />}
      {data && data.findings === null && (
        <Stack>
          <Alert variant="default" title="This comparison is not finished">
            What it finds will stand here when all models are trained.
          </Alert>
          <StudyJobs begun={undefined} />
        </Stack>
      )}
      {data === null && <StudyJobs begun={undefined} />}
      {data?.findings && <Findings name={name} details={data} />}
    </>
  );
}

function Findings({
  name,
  details,
}: {
  readonly name: string;
  readonly details: StudyDetails;
}): ReactElement | null {
  const { findings, progress, warnings, command } = details;
  if (findings === null) return null;
  const failed = progress.filter(({ state }) => state === "failed");
  return (
    <Stack gap="lg">
      {failed.length > 0 && (
        <Alert color="red" variant="default" title="Not every model could be trained">
          <List size="sm">
            {failed.map(({ name: model, title, reason }) => (
              <List.Item key={model}>
                {title}: {reason}
              </List.Item>
            ))}
          </List>
        </Alert>
      )}
      <ModelTable study={name} findings={findings} />
      {findings.doubtful && <DoubtfulLabels study={name} doubtful={findings.doubtful} />}
      {findings.curves && <CurveCard curves={findings.curves} />}
      {warnings.length + findings.notes.length > 0 && (
        <FigureCard title="To know before believing it">
          <List size="sm" spacing={4} maw="90ch">
            {[...new Set([...warnings, ...findings.notes])].map((warning) => (
              <List.Item key={warning}>{warning}</List.Item>
            ))}
          </List>
        </FigureCard>
      )}
      <StudyDownloads study={name} files={details.files} />
      <div>
        <Text size="sm" c="dimmed" mb={4}>
          The line that repeats it:
        </Text>
        <Code
          block
          tabIndex={0}
          role="group"
          aria-label="Command line"
          style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}
        >
          {command}
        </Code>
      </div>
    </Stack>
  );
}

function aboutWords({ summary, findings, seconds }: StudyDetails): string {
  const { folds, models, started } = summary;
  const scored =
    findings === null
      ? undefined
      : `scored on ${countOf(findings.images, "image")}${findings.grouped ? ` of ${countOf(findings.clusters, "group")}` : ""}`;
  return [
    countOf(models.length, "model"),
    folds > 1 ? `in ${folds} turns` : undefined,
    scored,
    `begun ${dateWords(started)}`,
    `${durationWords(seconds)} of work`,
  ]
    .filter((fact) => fact !== undefined)
    .join(", ");
}
