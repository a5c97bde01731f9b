import { SegmentedControl, Table, Text, Tooltip } from "@mantine/core";
import { type ReactElement, useState } from "react";
import type { ClassScores, RunScores } from "../../../src/app/protocol/run/run-document.ts";
import { FigureCard } from "./figure-card.tsx";
import { decimalWithInterval, percentWithInterval } from "./number-words.ts";

const columns = [
  {
    title: "Found (recall)",
    explanation: "Of the images of this class, the share that the model called so.",
  },
  {
    title: "Rightly named (precision)",
    explanation: "Of the images that the model called so, the share that is of this class.",
  },
  { title: "F1", explanation: "High only if both are: their harmonic mean. 1 is perfect." },
  {
    title: "AUC",
    explanation:
      "How well this class is told from all others, over all thresholds: 1 is perfect, 0.5 is chance.",
  },
] as const;

const levelWords = { image: "Images", group: "Groups", tile: "Tiles" } as const;

/** The scores of each class with their intervals, by image, group or tile. */
export function ClassTable({
  result,
  title = "Class by class",
}: {
  readonly result: Pick<RunScores, "levels">;
  readonly title?: string;
}): ReactElement | null {
  const [level, setLevel] = useState(result.levels[0]?.level ?? "image");
  const scores = result.levels.find((other) => other.level === level) ?? result.levels[0];
  if (!scores) return null;
  return (
    <FigureCard
      title={title}
      description={intervalWords(scores.perClass)}
      aside={
        result.levels.length > 1 ? (
          <SegmentedControl
            size="xs"
            aria-label="What is counted"
            value={scores.level}
            onChange={setLevel}
            data={result.levels.map(({ level: value }) => ({ value, label: levelWords[value] }))}
          />
        ) : undefined
      }
    >
      <Table.ScrollContainer minWidth={700}>
        <Table verticalSpacing={6}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Class</Table.Th>
              <Table.Th ta="right">{levelWords[scores.level]}</Table.Th>
              {columns.map(({ title, explanation }) => (
                <Table.Th key={title} ta="right">
                  <Tooltip
                    label={explanation}
                    multiline
                    w={240}
                    events={{ hover: true, focus: true, touch: true }}
                  >
                    <Text span inherit tabIndex={0} td="underline dotted">
                      {title}
                    </Text>
                  </Tooltip>
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {scores.perClass.map(({ label, support, recall, precision, f1, auc }) => (
              <Table.Tr key={label}>
                <Table.Th scope="row">{label}</Table.Th>
                <Table.Td ta="right">{support.toLocaleString("en")}</Table.Td>
                <Table.Td ta="right">{percentWithInterval(recall)}</Table.Td>
                <Table.Td ta="right">{percentWithInterval(precision)}</Table.Td>
                <Table.Td ta="right">{decimalWithInterval(f1)}</Table.Td>
                <Table.Td ta="right">{decimalWithInterval(auc)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </FigureCard>
  );
}

/** Few images of a class have no interval: then nobody shall look for one. */
function intervalWords(classes: readonly ClassScores[]): string {
  const measures = classes.flatMap(({ recall, precision, f1, auc }) => [recall, precision, f1, auc]);
  const known = measures.filter(({ value }) => value !== null);
  const without = known.filter(({ low }) => low === null).length;
  if (known.length > 0 && without === known.length)
    return "Without intervals: no class has images enough for one, so do not read much into these numbers.";
  return `With 95 % intervals${without === 0 ? "" : " where there are images enough for one"}.${
    known.length === measures.length ? "" : " A dash where nothing can be said."
  }`;
}
