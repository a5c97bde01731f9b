import { Progress, Table, Text } from "@mantine/core";
import { type ReactElement, useMemo } from "react";
import type { RunPredictions } from "../../../src/app/protocol/run/run-document.ts";
import { FigureCard } from "./figure-card.tsx";
import { countOf, percent } from "./number-words.ts";

/** How many images of each group are right, the worst first: one bad plant or session stands out. */
export function GroupTable({
  predictions,
  groupName,
  title = `${groupName.charAt(0).toUpperCase()}${groupName.slice(1)} by ${groupName}`,
}: {
  readonly predictions: RunPredictions;
  readonly groupName: string;
  readonly title?: string;
}): ReactElement | null {
  const groups = useMemo(() => scoreGroups(predictions), [predictions]);
  if (groups.length === 0) return null;
  return (
    <FigureCard
      title={title}
      description={`The worst first. When one ${groupName} fails alone, look at how it was imaged.`}
    >
      <Table.ScrollContainer
        minWidth={360}
        maxHeight={420}
        scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}
      >
        <Table verticalSpacing={4} stickyHeader>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{groupName}</Table.Th>
              <Table.Th>Right</Table.Th>
              <Table.Th ta="right">Share</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {groups.map(({ name, right, images }) => (
              <Table.Tr key={name}>
                <Table.Th scope="row" fw={400}>
                  {name}
                </Table.Th>
                <Table.Td w="45%">
                  <Progress value={(100 * right) / images} aria-label={`${name}: right`} />
                  <Text size="xs" c="dimmed">
                    {right} of {countOf(images, "image")}
                  </Text>
                </Table.Td>
                <Table.Td ta="right">{percent(right / images, 0)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </FigureCard>
  );
}

function scoreGroups({ group, label, predicted }: RunPredictions): readonly {
  readonly name: string;
  readonly right: number;
  readonly images: number;
}[] {
  const found = new Map<string, { right: number; images: number }>();
  group.forEach((name, row) => {
    if (name === null || (label[row] ?? -1) < 0) return;
    const entry = found.get(name) ?? { right: 0, images: 0 };
    entry.images++;
    if (label[row] === predicted[row]) entry.right++;
    found.set(name, entry);
  });
  return [...found]
    .map(([name, counts]) => ({ name, ...counts }))
    .sort(
      (a, b) =>
        a.right / a.images - b.right / b.images ||
        b.images - a.images ||
        a.name.localeCompare(b.name, "en", { numeric: true }),
    );
}
