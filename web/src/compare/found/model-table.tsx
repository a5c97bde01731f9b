import { Anchor, Badge, Button, List, Table, Text } from "@mantine/core";
import { IconCopyPlus } from "@tabler/icons-react";
import type { ReactElement } from "react";
import { Link } from "wouter";
import type { StudyFindings, StudyModelResult } from "../../../../src/app/protocol/study-api.ts";
import { useAction } from "../../api/hooks.ts";
import { durationWords } from "../../jobs/job-words.ts";
import { FigureCard } from "../../results/figure-card.tsx";
import { percentWithInterval } from "../../results/number-words.ts";
import { pairWords } from "../../train/runs/run-comparison.tsx";
import { ScoreFigure } from "./score-figure.tsx";
import { choiceWords, verdictWords } from "./verdict-words.ts";

interface Properties {
  readonly study: string;
  readonly findings: StudyFindings;
}

/** The models with their scores, best first, and which differences are more than chance. */
export function ModelTable({ study, findings }: Properties): ReactElement {
  const { models, pairs } = findings;
  const choice = choiceWords(findings);
  const hasGroups = models.some(({ groupAccuracy }) => groupAccuracy !== null);
  return (
    <FigureCard title="Which model to believe" description={verdictWords(findings)}>
      <ScoreFigure models={models} />
      {choice !== null && (
        <Text size="sm" mt="xs" maw="90ch">
          {choice}
        </Text>
      )}
      <Table.ScrollContainer minWidth={720}>
        <Table verticalSpacing="xs" mt="sm">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Model</Table.Th>
              <Table.Th>Images right</Table.Th>
              {hasGroups && <Table.Th>Groups right</Table.Th>}
              <Table.Th title="Models that share a letter were not found to differ">Letters</Table.Th>
              <Table.Th>Time</Table.Th>
              <Table.Th>
                <span className="spoken">Take over</span>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {models.map((model) => (
              <Table.Tr key={model.name}>
                <Table.Td>
                  <Text fw={600} size="sm">
                    {model.title}
                  </Text>
                  <Text size="xs" c="dimmed">
                    {model.name}
                  </Text>
                </Table.Td>
                <Table.Td style={{ whiteSpace: "nowrap" }}>{percentWithInterval(model.accuracy)}</Table.Td>
                {hasGroups && (
                  <Table.Td style={{ whiteSpace: "nowrap" }}>
                    {model.groupAccuracy === null ? "–" : percentWithInterval(model.groupAccuracy)}
                  </Table.Td>
                )}
                <Table.Td>
                  <Badge variant="default" tt="none">
                    {model.letters || "–"}
                  </Badge>
                </Table.Td>
                <Table.Td>
                  <Text size="sm" style={{ whiteSpace: "nowrap" }}>
                    {durationWords(model.trainSeconds)} to train
                  </Text>
                  {model.imagesPerSecond !== null && (
                    <Text size="xs" c="dimmed" style={{ whiteSpace: "nowrap" }}>
                      {rateWords(model.imagesPerSecond)} images/s
                    </Text>
                  )}
                </Table.Td>
                <Table.Td>
                  <KeepModel study={study} model={model} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {models.length > 0 && (
        <Text size="xs" c="dimmed">
          In brackets: 95 % intervals. Models that share a letter were not found to differ.
        </Text>
      )}
      {pairs.length > 0 && (
        <>
          <Text size="sm" fw={600} mt="md">
            Pair by pair, on the same {findings.images.toLocaleString("en")} images:
          </Text>
          <List size="sm" spacing={2} mt={4}>
            {pairs.map((pair) => (
              <List.Item key={`${pair.firstName}/${pair.secondName}`}>{pairWords(pair)}</List.Item>
            ))}
          </List>
        </>
      )}
    </FigureCard>
  );
}

/** Makes a model of the comparison a run: to be looked at, explained and used. */
function KeepModel({
  study,
  model,
}: {
  readonly study: string;
  readonly model: StudyModelResult;
}): ReactElement | null {
  const keep = useAction("studies/keep-model");
  if (!model.canKeep) return null;
  if (keep.data !== undefined) {
    return (
      <Anchor component={Link} href={`/results?run=${encodeURIComponent(keep.data.run)}`} size="sm">
        See {keep.data.run}
      </Anchor>
    );
  }
  return (
    <Button
      size="compact-sm"
      variant="light"
      leftSection={<IconCopyPlus size={16} aria-hidden />}
      loading={keep.isPending}
      onClick={() => keep.mutate({ study, model: model.name })}
      aria-label={`Use it: ${model.title}`}
      title="Copies it to the runs, where it can be looked at, explained and used"
    >
      Use it
    </Button>
  );
}

function rateWords(rate: number): string {
  return rate < 10 ? rate.toFixed(1) : Math.round(rate).toLocaleString("en");
}
