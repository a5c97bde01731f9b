import { Text } from "@mantine/core";
import * as Plot from "@observablehq/plot";
import { type ReactElement, useMemo } from "react";
import type { StudyModelResult } from "../../../../src/app/protocol/study-api.ts";
import { PlotFigure } from "../../pictures/plot-figure.tsx";
import { percentWithInterval } from "../../results/number-words.ts";
import { scoreRows } from "./score-rows.ts";

/** A dot for each model, with its interval where that is known; the best at the top. */
export function ScoreFigure({ models }: { readonly models: readonly StudyModelResult[] }): ReactElement {
  const { dots, whiskers, missing } = useMemo(() => scoreRows(models), [models]);
  const options = useMemo((): Plot.PlotOptions => {
    const least = Math.min(...dots.map(({ value }) => value), ...whiskers.map(({ low }) => low));
    const longest = Math.max(...dots.map(({ title }) => title.length));
    return {
      height: 60 + 30 * dots.length,
      marginLeft: Math.min(320, 20 + 6.4 * longest),
      marginBottom: 40,
      marginRight: 30,
      x: {
        label: "Images right, with 95 % interval",
        labelAnchor: "center",
        labelArrow: "none",
        domain: [Math.max(0, 10 * Math.floor(10 * least - 0.5)), 100],
        percent: true,
        grid: true,
        tickFormat: (value: number) => `${value} %`,
      },
      y: { label: null, domain: dots.map(({ title }) => title) },
      marks: [
        Plot.ruleY(whiskers, { y: "title", x1: "low", x2: "high", strokeWidth: 2, stroke: "currentColor" }),
        Plot.dot(dots, { y: "title", x: "value", r: 5, fill: "var(--mantine-primary-color-filled)" }),
      ],
    };
  }, [dots, whiskers]);
  const words = models.map(({ title, accuracy }) => `${title}: ${percentWithInterval(accuracy)}.`);
  return (
    <>
      <PlotFigure options={options} label={`Scores. ${words.join(" ")}`} />
      {missing !== null && (
        <Text size="xs" c="dimmed">
          {missing}
        </Text>
      )}
    </>
  );
}
