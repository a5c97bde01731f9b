import { Alert, Box, Button, Code, Group, List, SimpleGrid, Text, Title } from "@mantine/core";
import {
  IconAlertTriangle,
  IconBraces,
  IconChevronDown,
  IconChevronUp,
  IconTable,
} from "@tabler/icons-react";
import { type ReactElement, useState } from "react";
import type { EvaluationDetails } from "../../../../src/app/protocol/evaluation-api.ts";
import type { Measured } from "../../../../src/app/protocol/run/run-document.ts";
import { fileUrl } from "../../api/client.ts";
import { useApi } from "../../api/hooks.ts";
import { ClassTable } from "../class-table.tsx";
import { FigureCard } from "../figure-card.tsx";
import { ConfusionMatrix } from "../figures/confusion-matrix.tsx";
import { GroupTable } from "../group-table.tsx";
import { countOf, decimalWithInterval, partWords, percent, percentWithInterval } from "../number-words.ts";
import { Fact, IntervalBar, intervalWords } from "../score-card.tsx";
import { differenceWords, leakWords, placeName } from "./test-words.ts";

/** One test: its score beside the run's own, what to know before believing it, and all figures on asking. */
export function TestResult({
  run,
  name,
}: {
  readonly run: string;
  readonly name: string;
}): ReactElement | null {
  const details = useApi("evaluations/details", { run, name });
  const [isOpen, setOpen] = useState(false);
  if (details.error) {
    return (
      <Alert color="red" title={details.error.message}>
        {details.error.hint}
      </Alert>
    );
  }
  if (details.data === undefined) return null;
  const place = placeName(details.data.facts.data);
  return (
    <>
      <FigureCard title={`The test on ${place}`} description={details.data.facts.data}>
        <Leak words={leakWords(details.data.facts)} />
        <Scores details={details.data} />
        <Cautions warnings={details.data.warnings} />
        <Group mt="md" gap="xs">
          <Button
            variant="light"
            aria-expanded={isOpen}
            leftSection={
              isOpen ? <IconChevronUp size={18} aria-hidden /> : <IconChevronDown size={18} aria-hidden />
            }
            onClick={() => setOpen(!isOpen)}
          >
            {isOpen ? "Less" : "Classes, groups and mistakes"}
          </Button>
          <Button
            component="a"
            href={fileUrl("evaluations/csv", { name })}
            download
            variant="default"
            leftSection={<IconTable size={18} aria-hidden />}
          >
            Numbers (CSV)
          </Button>
          <Button
            component="a"
            href={fileUrl("evaluations/json", { name })}
            download
            variant="default"
            leftSection={<IconBraces size={18} aria-hidden />}
          >
            All of it (JSON)
          </Button>
        </Group>
        <details style={{ marginTop: "0.75rem" }}>
          <summary>
            <Text span size="sm">
              The command line that does the same
            </Text>
          </summary>
          <Code block mt="xs" tabIndex={0} style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
            {details.data.command}
          </Code>
        </details>
      </FigureCard>
      {isOpen && <Figures run={run} name={name} details={details.data} place={place} />}
    </>
  );
}

function Scores({ details }: { readonly details: EvaluationDetails }): ReactElement | null {
  const { levels, own, groupName } = details;
  const [scores] = levels;
  const groups = levels.find(({ level }) => level === "group");
  const difference = differenceWords(details);
  if (scores === undefined) return null;
  return (
    <>
      <SimpleGrid cols={2} spacing="xl" mt="xs">
        <Score
          title={`On ${placeName(details.facts.data)}`}
          measured={scores.accuracy}
          images={scores.count}
        />
        {own && (
          <Score
            title={`On its own ${partWords(own.part)} images`}
            measured={own.accuracy}
            images={own.images}
          />
        )}
      </SimpleGrid>
      {difference !== null && (
        <Text mt="sm" maw="90ch">
          {difference}
        </Text>
      )}
      <SimpleGrid cols={{ base: 3, lg: 5 }} mt="md" verticalSpacing="sm">
        {groups && groupName !== null && (
          <Fact
            title={`Right by ${groupName}`}
            text={`${percentWithInterval(groups.accuracy)} of ${countOf(groups.count, groupName)}`}
            explanation={`The probabilities of all images of a ${groupName} are averaged to one verdict.`}
          />
        )}
        <Fact
          title="Balanced accuracy"
          text={percentWithInterval(scores.balancedAccuracy)}
          explanation="Mean over the classes of the share of their images that are right: each class counts alike, however many images it has."
        />
        <Fact
          title="Macro F1"
          text={decimalWithInterval(scores.macroF1)}
          explanation="Mean over the classes of F1, which is high only if a class is both found and not named in vain. 1 is perfect."
        />
        <Fact
          title="Macro AUC"
          text={decimalWithInterval(scores.macroAuc)}
          explanation="How well each class is told from the others, over all thresholds: 1 is perfect, 0.5 is chance."
        />
        <Fact
          title="Calibration error"
          text={decimalWithInterval(scores.expectedCalibrationError)}
          explanation="How far the model's own confidence is from the share that is right. 0 is perfect."
        />
      </SimpleGrid>
    </>
  );
}

function Score({
  title,
  measured,
  images,
}: {
  readonly title: string;
  readonly measured: Measured;
  readonly images: number;
}): ReactElement {
  return (
    <div>
      <Text size="sm" c="dimmed" style={{ overflowWrap: "anywhere" }}>
        {title}
      </Text>
      <Title order={3} size="h2" lh={1.2}>
        {percent(measured.value)}{" "}
        <Text span inherit fw={400} size="md">
          of {countOf(images, "image")} right
        </Text>
      </Title>
      <IntervalBar measured={measured} />
      <Text size="sm" mt={4}>
        {intervalWords(measured)}
      </Text>
    </div>
  );
}

/** A score on images of the training is none: that stands above it. */
function Leak({ words }: { readonly words: string | null }): ReactElement | null {
  if (words === null) return null;
  return (
    <Alert
      color="red"
      my="sm"
      role="alert"
      icon={<IconAlertTriangle aria-hidden />}
      title="Not an honest score"
    >
      {words}
    </Alert>
  );
}

function Cautions({ warnings }: { readonly warnings: readonly string[] }): ReactElement | null {
  if (warnings.length === 0) return null;
  return (
    <Alert
      color="yellow"
      variant="default"
      mt="md"
      icon={<IconAlertTriangle aria-hidden />}
      title="What to know before believing it"
    >
      <List size="sm" spacing={4}>
        {warnings.map((text) => (
          <List.Item key={text}>{text}</List.Item>
        ))}
      </List>
    </Alert>
  );
}

function Figures({
  run,
  name,
  details,
  place,
}: {
  readonly run: string;
  readonly name: string;
  readonly details: EvaluationDetails;
  readonly place: string;
}): ReactElement {
  const predictions = useApi("evaluations/predictions", { name });
  if (predictions.error) {
    return (
      <Alert color="red" title={predictions.error.message}>
        {predictions.error.hint}
      </Alert>
    );
  }
  return (
    <>
      {predictions.data && (
        <ConfusionMatrix
          run={run}
          predictions={predictions.data}
          title={`What was taken for what on ${place}`}
          isElsewhere
        />
      )}
      <ClassTable result={details} title={`Class by class on ${place}`} />
      {predictions.data && details.groupName !== null && (
        <Box maw={720}>
          <GroupTable
            predictions={predictions.data}
            groupName={details.groupName}
            title={`${details.groupName.charAt(0).toUpperCase()}${details.groupName.slice(1)} by ${details.groupName} on ${place}`}
          />
        </Box>
      )}
    </>
  );
}
