import * as Plot from "@observablehq/plot";
import { type ReactElement, useMemo } from "react";
import type { StudyModelResult } from "../../../../src/app/protocol/study-api.ts";
import { PlotFigure } from "../../pictures/plot-figure.tsx";
import { percentWithInterval } from "../../results/number-words.ts";

/** A dot with its interval for each model, the best at the top. */
export function ScoreFigure({ models }: { readonly models: readonly StudyModelResult[] }): ReactElement {
  const rows = useMemo(
    () =>
      models.flatMap(({ title, accuracy: { value, low, high } }) =>
        value === null ? [] : [{ title, value, low: low ?? value, high: high ?? value }],
      ),
    [models],
  );
  const options = useMemo((): Plot.PlotOptions => {
    const least = Math.min(...rows.map(({ low }) => low));
    const longest = Math.max(...rows.map(({ title }) => title.length));
    return {
      height: 60 + 30 * rows.length,
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
      y: { label: null, domain: rows.map(({ title }) => title) },
      marks: [
        Plot.ruleY(rows, { y: "title", x1: "low", x2: "high", strokeWidth: 2, stroke: "currentColor" }),
        Plot.dot(rows, { y: "title", x: "value", r: 5, fill: "var(--mantine-primary-color-filled)" }),
      ],
    };
  }, [rows]);
  const words = models.map(({ title, accuracy }) => `${title}: ${percentWithInterval(accuracy)}.`);
  return <PlotFigure options={options} label={`Scores. ${words.join(" ")}`} />;
}
