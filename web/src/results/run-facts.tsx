import { Code, Table, Text } from "@mantine/core";
import type { ReactElement } from "react";
import type { RunDetails } from "../../../src/app/protocol/run/run-document.ts";
import { durationWords } from "../jobs/job-words.ts";
import { FigureCard } from "./figure-card.tsx";
import { dateWords } from "./number-words.ts";

/** What was trained, how long it took, and what a paper may say of it. */
export function RunFacts({ details }: { readonly details: RunDetails }): ReactElement {
  const { summary, bestEpoch, parameters, choices, timings, methods, command } = details;
  const facts = [
    ["Model", summary.model ?? "–"],
    ["Begun", dateWords(summary.started)],
    ...(summary.epochs?.total == null || bestEpoch === null || bestEpoch === 0
      ? []
      : [["Epochs", `${summary.epochs.done}; the weights are of epoch ${bestEpoch}`]]),
    ...(parameters === null ? [] : [["Numbers learnt", parameters.toLocaleString("en")]]),
    ...(choices === null ? [] : [["Chosen on the way", choices]]),
    ["Time", timings.map(({ step, seconds }) => `${step} ${durationWords(seconds)}`).join(", ") || "–"],
  ];
  return (
    <FigureCard title="The training">
      <Table verticalSpacing={4} withRowBorders={false}>
        <Table.Tbody>
          {facts.map(([name, text]) => (
            <Table.Tr key={name}>
              <Table.Th scope="row" w={150} fw={400} c="dimmed" style={{ verticalAlign: "top" }}>
                {name}
              </Table.Th>
              <Table.Td>{text}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {methods.length > 0 && (
        <details>
          <summary>
            <Text span size="sm">
              Text for the methods of a paper
            </Text>
          </summary>
          {methods.map((paragraph) => (
            <Text key={paragraph} size="sm" mt="xs">
              {paragraph}
            </Text>
          ))}
        </details>
      )}
      <details>
        <summary>
          <Text span size="sm">
            The command line that repeats it
          </Text>
        </summary>
        <Code block mt="xs" tabIndex={0} style={{ whiteSpace: "pre-wrap" }}>
          {command}
        </Code>
      </details>
    </FigureCard>
  );
}
