import { Anchor, Badge, Group, Table, Text } from "@mantine/core";
import type { ReactElement } from "react";
import { Link } from "wouter";
import type { StudySummary } from "../../../src/app/protocol/study-api.ts";
import { useApi } from "../api/hooks.ts";
import { FigureCard } from "../results/figure-card.tsx";
import { dateWords, percentWithInterval } from "../results/number-words.ts";
import { DeleteStudy } from "./delete-study.tsx";

/** All comparisons so far, each with its best model. */
export function StudyList(): ReactElement | null {
  const studies = useApi("studies/list", {});
  const known = studies.data ?? [];
  if (known.length === 0) return null;
  return (
    <FigureCard title="Comparisons" description="Each with its report, its tables and all its models.">
      <Table.ScrollContainer minWidth={760}>
        <Table verticalSpacing="xs" highlightOnHover>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Comparison</Table.Th>
              <Table.Th>Models</Table.Th>
              <Table.Th>Best (95 % interval)</Table.Th>
              <Table.Th>Begun</Table.Th>
              <Table.Th w={48}>
                <span className="spoken">Actions</span>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {known.map((study) => (
              <StudyRow key={study.name} study={study} />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </FigureCard>
  );
}

function StudyRow({ study }: { readonly study: StudySummary }): ReactElement {
  const { name, status, problem, job, models, folds, best, started } = study;
  const works = job?.status === "running" || job?.status === "queued";
  return (
    <Table.Tr>
      <Table.Td>
        <Group gap="xs">
          {status === "damaged" ? (
            <Text fw={600}>{name}</Text>
          ) : (
            <Anchor component={Link} href={`/compare?study=${encodeURIComponent(name)}`} fw={600}>
              {name}
            </Anchor>
          )}
          {status === "damaged" && (
            <>
              <Badge color="red" variant="light">
                damaged
              </Badge>
              <Text size="xs" c="dimmed" maw={320}>
                {problem}
              </Text>
            </>
          )}
          {status === "training" && (
            <Badge color={works ? "leaf" : "orange"} variant="light" miw="max-content">
              {works ? "training" : "not finished"}
            </Badge>
          )}
        </Group>
      </Table.Td>
      <Table.Td>
        <Text size="sm">
          {models.join(", ")}
          {folds > 1 ? ` (${folds} turns)` : ""}
        </Text>
      </Table.Td>
      <Table.Td>
        {best === null ? (
          "–"
        ) : (
          <>
            <Text size="sm">{best.title}</Text>
            <Text size="sm" fw={600} style={{ whiteSpace: "nowrap" }}>
              {percentWithInterval(best.accuracy)}
            </Text>
          </>
        )}
      </Table.Td>
      <Table.Td style={{ whiteSpace: "nowrap" }}>{dateWords(started)}</Table.Td>
      <Table.Td>
        <DeleteStudy name={name} compact onDeleted={() => {}} />
      </Table.Td>
    </Table.Tr>
  );
}
