import { List, Text } from "@mantine/core";
import * as Plot from "@observablehq/plot";
import { type ReactElement, useMemo } from "react";
import type {
  RunComparison as Comparison,
  RunSummary,
} from "../../../../src/app/protocol/run/run-document.ts";
import { useApi } from "../../api/hooks.ts";
import { PlotFigure } from "../../pictures/plot-figure.tsx";
import { percent, percentWithInterval } from "../../results/number-words.ts";

/** Scores of several runs side by side with their intervals, and whether they differ on the same images. */
export function RunComparison({ runs }: { readonly runs: readonly string[] }): ReactElement | null {
  const compared = useApi("runs/compare", { runs });
  if (!compared.data) return null;
  const { pairs, notes, images } = compared.data;
  return (
    <section aria-label="Comparison of runs">
      <ScoreFigure runs={compared.data.runs.map(({ summary }) => summary)} />
      {pairs.length > 0 && (
        <>
          <Text size="sm" fw={600} mt="sm">
            On the same {images?.toLocaleString("en")} images:
          </Text>
          <List size="sm" spacing={2}>
            {pairs.map((pair) => (
              <List.Item key={`${pair.first}/${pair.second}`}>{pairWords(pair)}</List.Item>
            ))}
          </List>
        </>
      )}
      {notes.map((note) => (
        <Text key={note} size="sm" c="dimmed" mt={4}>
          {note}
        </Text>
      ))}
    </section>
  );
}

/** How a pair of models differs, as a sentence. */
export function pairWords({ first, second, accuracy, p, differs }: Comparison["pairs"][number]): string {
  const { value, low, high } = accuracy;
  const points = (share: number): string => (100 * share).toFixed(1).replace("-", "\u2212");
  const range = low === null || high === null ? "" : ` (95 % interval ${points(low)} to ${points(high)})`;
  const difference = `${first} is ${points(value ?? 0)} percentage points above ${second}${range}`;
  const chance =
    p === null
      ? ""
      : ` (p ${p < 0.001 ? "below 0.001" : `= ${p.toFixed(3)}`}, corrected for the number of pairs)`;
  if (differs === null)
    return `${difference}; there are too few images to tell whether that is more than chance.`;
  return differs
    ? `${difference}: more than chance would do${chance}.`
    : `${difference}: no more than chance might do${chance}.`;
}

function ScoreFigure({ runs }: { readonly runs: readonly RunSummary[] }): ReactElement {
  const rows = useMemo(
    () =>
      runs.flatMap(({ name, accuracy }) =>
        accuracy?.value === null || accuracy === null
          ? []
          : [
              {
                name,
                value: accuracy.value,
                low: accuracy.low ?? accuracy.value,
                high: accuracy.high ?? accuracy.value,
              },
            ],
      ),
    [runs],
  );
  const options = useMemo((): Plot.PlotOptions => {
    const least = Math.min(...rows.map(({ low }) => low));
    return {
      height: 60 + 30 * rows.length,
      marginLeft: 130,
      marginBottom: 40,
      marginRight: 30,
      x: {
        label: "Right, with 95 % interval",
        labelAnchor: "center",
        labelArrow: "none",
        domain: [Math.max(0, 10 * Math.floor(10 * least - 0.5)), 100],
        percent: true,
        grid: true,
        tickFormat: (value: number) => `${value} %`,
      },
      y: { label: null, domain: rows.map(({ name }) => name) },
      marks: [
        Plot.ruleY(rows, { y: "name", x1: "low", x2: "high", strokeWidth: 2, stroke: "currentColor" }),
        Plot.dot(rows, { y: "name", x: "value", r: 5, fill: "var(--mantine-primary-color-filled)" }),
      ],
    };
  }, [rows]);
  const words = runs.map(({ name, accuracy }) =>
    accuracy === null ? `${name}: no score.` : `${name}: ${percentWithInterval(accuracy)}.`,
  );
  return <PlotFigure options={options} label={`Scores. ${words.join(" ") || percent(null)}`} />;
}
