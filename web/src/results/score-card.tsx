import { Alert, Box, Card, List, Select, SimpleGrid, Text, Title, Tooltip } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { type ReactElement, useState } from "react";
import type {
  LevelScores,
  Measured,
  RunDetails,
  RunSummary,
} from "../../../src/app/protocol/run/run-document.ts";
import { RunComparison } from "../train/runs/run-comparison.tsx";
import { countOf, decimalWithInterval, partWords, percent, percentWithInterval } from "./number-words.ts";

/** The score in large, with its interval and what it means; what to know before believing it; other measures. */
export function ScoreCard({
  details,
  others,
}: {
  readonly details: RunDetails;
  readonly others: readonly RunSummary[];
}): ReactElement {
  const [other, setOther] = useState<string | null>(null);
  const { result, warnings, summary } = details;
  const scores = result?.levels[0];
  const groups = result?.levels.find(({ level }) => level === "group");
  return (
    <Card withBorder padding="lg" component="section" aria-label="Score">
      {scores && result && (
        <>
          <Title order={2} size="h1" lh={1.2}>
            {percent(scores.accuracy.value)}{" "}
            <Text span inherit fw={400} size="xl">
              of {scores.count.toLocaleString("en")} {partWords(result.part)} {scores.level}s right
            </Text>
          </Title>
          <IntervalBar measured={scores.accuracy} />
          <Text mt="xs" fw={600}>
            {intervalWords(scores.accuracy)}
          </Text>
          <Text maw="90ch">{result.meaning}</Text>
          <Text size="sm" c="dimmed" maw="90ch" mt={4}>
            {result.basis}
          </Text>
          <SimpleGrid cols={{ base: 3, lg: 5 }} mt="md" verticalSpacing="sm">
            {groups && groups.count > 0 && (
              <Fact
                title={`Right by ${details.groupName ?? "group"}`}
                text={groupWords(groups, details.groupName ?? "group")}
                explanation={`The probabilities of all images of a ${details.groupName ?? "group"} are averaged to one verdict.${mixedWords(scores.clusters - groups.count, details.groupName)}`}
              />
            )}
            <Fact
              title="Balanced accuracy"
              text={percentWithInterval(scores.balancedAccuracy)}
              explanation={`Mean over the classes of the share of their images that are right: each class counts alike, however many images it has.${sameNumberWords(scores)}`}
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
      )}
      {warnings.length > 0 && (
        <Alert
          color="yellow"
          variant="default"
          mt="md"
          icon={<IconAlertTriangle aria-hidden />}
          title="What to know before believing it"
        >
          <List size="sm" spacing={4}>
            {warnings.map((warning) => (
              <List.Item key={warning}>{warning}</List.Item>
            ))}
          </List>
        </Alert>
      )}
      {others.length > 0 && (
        <Box mt="md">
          <Select
            label="Compare with another run"
            placeholder="Choose a run"
            w={320}
            data={others.map(({ name }) => name)}
            value={other}
            onChange={setOther}
            clearable
            mb="sm"
          />
          {other !== null && <RunComparison runs={[summary.name, other]} />}
        </Box>
      )}
    </Card>
  );
}

/** "95 % interval: 91.5 % to 97.7 %", or why there is none. */
export function intervalWords({ low, high, note }: Measured): string {
  if (low === null || high === null) return note ?? "There are too few images for an interval.";
  return `95\u00a0% interval: ${percent(low)} to ${percent(high)}`;
}

/** Fewer groups than these say too little for an interval. */
const fewGroups = 5;

function groupWords({ accuracy, count }: LevelScores, noun: string): string {
  const share = count < fewGroups ? percent(accuracy.value) : percentWithInterval(accuracy);
  return `${share} of ${countOf(count, noun)}${count < fewGroups ? ", too few for an interval" : ""}`;
}

/** Two intervals of one number make a reader doubt both. */
function sameNumberWords({ accuracy, balancedAccuracy }: LevelScores): string {
  const isSame = percent(accuracy.value) === percent(balancedAccuracy.value);
  if (!isSame || percentWithInterval(accuracy) === percentWithInterval(balancedAccuracy)) return "";
  return " Here it is the number above; its interval is found in another way, and both are estimates.";
}

/** A group whose images have several labels has no verdict that could be right. */
function mixedWords(count: number, groupName: string | null): string {
  if (groupName === null || count <= 0) return "";
  return ` Left out: ${countOf(count, groupName)} whose images have several labels.`;
}

/** A number with its name, explained on asking. */
export function Fact({
  title,
  text,
  explanation,
}: {
  readonly title: string;
  readonly text: string;
  readonly explanation: string;
}): ReactElement {
  return (
    <Tooltip label={explanation} multiline w={280} events={{ hover: true, focus: true, touch: true }}>
      {/* A plain element that can be focused, so that the explanation can be had by keyboard. */}
      <Box tabIndex={0} role="note" aria-label={`${title}: ${text}. ${explanation}`}>
        <Text size="xs" c="dimmed" td="underline dotted">
          {title}
        </Text>
        <Text fw={600}>{text}</Text>
      </Box>
    </Tooltip>
  );
}

/** The share and its interval on a line from 0 to 100 %. */
export function IntervalBar({ measured }: { readonly measured: Measured }): ReactElement | null {
  const { value, low, high } = measured;
  if (value === null) return null;
  return (
    <Box
      pos="relative"
      h={14}
      mt="sm"
      bg="var(--mantine-color-default-hover)"
      style={{ borderRadius: 7, overflow: "hidden" }}
      aria-hidden
    >
      {low !== null && high !== null && (
        <Box
          pos="absolute"
          h="100%"
          left={`${100 * low}%`}
          w={`${100 * (high - low)}%`}
          bg="var(--mantine-primary-color-light-hover)"
          style={{ borderInline: "2px solid var(--mantine-primary-color-filled)" }}
        />
      )}
      <Box
        pos="absolute"
        h="100%"
        left={`calc(${100 * value}% - 2px)`}
        w={4}
        bg="var(--mantine-primary-color-filled)"
      />
    </Box>
  );
}
