import { Badge, Box, Button, Table, Text, UnstyledButton } from "@mantine/core";
import { IconAlertTriangle, IconPlus } from "@tabler/icons-react";
import { type ReactElement, useState } from "react";
import { useSearchParams } from "wouter";
import type { EvaluationFacts } from "../../../../src/app/protocol/evaluation-api.ts";
import type { RunDetails } from "../../../../src/app/protocol/run/run-document.ts";
import { useApi } from "../../api/hooks.ts";
import { JobLine, useJob } from "../../explain/parts/job-line.tsx";
import { FigureCard } from "../figure-card.tsx";
import { dateWords, percentWithInterval } from "../number-words.ts";
import { DeleteTest } from "./delete-test.tsx";
import { NewTest } from "./new-test.tsx";
import { TestResult } from "./test-result.tsx";
import { placeName } from "./test-words.ts";

const heading = "test-again";

/** Tests of a run on images from elsewhere: those that there are, one of them in full, and a way to make another. */
export function TestAgain({ details }: { readonly details: RunDetails }): ReactElement {
  const run = details.summary.name;
  const [search, setSearch] = useSearchParams();
  const [adds, setAdds] = useState(false);
  const list = useApi("evaluations/list", { run });
  const tests = list.data ?? [];
  const chosen = tests.find(({ name }) => name === search.get("test")) ?? tests[0];
  const open = (name: string | null): void =>
    setSearch(name === null ? { run } : { run, test: name }, { replace: true });
  const isFirst = list.data !== undefined && tests.length === 0;
  return (
    <>
      <FigureCard
        id={heading}
        title="Test it on other images"
        description="On images of another day, of other plants or from another microscope: the number that a reader of your paper wants most. They need labels, and the model must not have learnt from them."
        aside={
          isFirst || adds ? undefined : (
            <Button
              size="compact-md"
              variant="light"
              style={{ flex: "none" }}
              leftSection={<IconPlus size={16} aria-hidden />}
              onClick={() => setAdds(true)}
            >
              New test
            </Button>
          )
        }
      >
        {(isFirst || adds) && (
          <NewTest
            run={run}
            classes={details.classes}
            onCancel={
              isFirst
                ? undefined
                : () => {
                    setAdds(false);
                    focusCard(); // the form goes
                  }
            }
            onStarted={(name) => {
              setAdds(false);
              open(name);
              focusCard();
            }}
          />
        )}
        {tests.length > 0 && (
          <TestList
            tests={tests}
            chosen={chosen?.name}
            onOpen={open}
            onDeleted={() => {
              open(null);
              focusCard(); // the row goes
            }}
          />
        )}
      </FigureCard>
      {chosen?.finished && <TestResult key={chosen.name} run={run} name={chosen.name} />}
    </>
  );
}

function focusCard(): void {
  document.getElementById(heading)?.focus({ preventScroll: true });
}

interface ListProperties {
  readonly tests: readonly EvaluationFacts[];
  readonly chosen: string | undefined;
  readonly onOpen: (name: string) => void;
  readonly onDeleted: () => void;
}

function TestList({ tests, chosen, onOpen, onDeleted }: ListProperties): ReactElement {
  return (
    <Table.ScrollContainer minWidth={640} mt="xs">
      <Table verticalSpacing={6}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Images</Table.Th>
            <Table.Th>Tested</Table.Th>
            <Table.Th ta="right">Number</Table.Th>
            <Table.Th ta="right">Right</Table.Th>
            <Table.Th>
              <span className="spoken">Delete</span>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {tests.map((facts) => (
            <TestRow
              key={facts.name}
              facts={facts}
              isChosen={facts.name === chosen}
              onOpen={onOpen}
              onDeleted={onDeleted}
            />
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function TestRow({
  facts,
  isChosen,
  onOpen,
  onDeleted,
}: {
  readonly facts: EvaluationFacts;
  readonly isChosen: boolean;
  readonly onOpen: (name: string) => void;
  readonly onDeleted: () => void;
}): ReactElement {
  const { name, data, created, images, accuracy, seen, finished } = facts;
  const job = useJob(facts.job);
  const isActive = job !== undefined && job.ended === null;
  return (
    <Table.Tr {...(isChosen && finished && { bg: "var(--mantine-primary-color-light)" })}>
      <Table.Th scope="row" fw={400}>
        {finished ? (
          <UnstyledButton
            fz="sm"
            fw={600}
            c="var(--mantine-color-anchor)"
            onClick={() => onOpen(name)}
            aria-pressed={isChosen}
            title={data}
            style={{ overflowWrap: "anywhere" }}
          >
            {placeName(data)}
          </UnstyledButton>
        ) : (
          <Text size="sm" fw={600} title={data}>
            {placeName(data)}
          </Text>
        )}
        {(seen?.learnt ?? 0) > 0 && (
          <Box>
            <Badge color="red" leftSection={<IconAlertTriangle size={12} aria-hidden />}>
              {seen?.learnt.toLocaleString("en")} seen in training
            </Badge>
          </Box>
        )}
      </Table.Th>
      <Table.Td>{dateWords(created)}</Table.Td>
      {finished ? (
        <>
          <Table.Td ta="right">{images?.toLocaleString("en") ?? "–"}</Table.Td>
          <Table.Td ta="right">{accuracy === null ? "–" : percentWithInterval(accuracy)}</Table.Td>
        </>
      ) : (
        <Table.Td colSpan={2}>{job === undefined ? "not finished" : <JobLine job={job} />}</Table.Td>
      )}
      <Table.Td ta="right">
        <DeleteTest facts={facts} isActive={isActive} onDeleted={onDeleted} />
      </Table.Td>
    </Table.Tr>
  );
}
