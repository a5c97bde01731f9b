import { Text } from "@mantine/core";
import * as Plot from "@observablehq/plot";
import { type ReactElement, useMemo } from "react";
import type { StudyCurve } from "../../../../src/app/protocol/study-api.ts";
import { PlotFigure } from "../../pictures/plot-figure.tsx";
import { FigureCard } from "../../results/figure-card.tsx";
import { percentWithInterval } from "../../results/number-words.ts";

/** How the scores grow with the number of training images, and what more would bring. */
export function CurveCard({ curves }: { readonly curves: readonly StudyCurve[] }): ReactElement {
  return (
    <FigureCard
      title="Would more images help?"
      description="Filled dots were measured, hollow ones are forecasts with the range in which they lie."
    >
      {curves.length === 0 && <Text size="sm">There were too few groups or images for a curve.</Text>}
      {curves.map((curve) => (
        <section key={curve.name} aria-label={curve.title}>
          <Text fw={600} size="sm" mt="sm">
            {curve.title}
          </Text>
          <Text size="sm" maw="80ch" mb="xs">
            {curve.sentence}
          </Text>
          <CurveFigure curve={curve} />
        </section>
      ))}
    </FigureCard>
  );
}

function CurveFigure({ curve }: { readonly curve: StudyCurve }): ReactElement {
  const rows = useMemo(
    () => [
      ...curve.points.map((point) => ({ ...point, measured: true })),
      ...curve.forecasts.map((point) => ({ ...point, measured: false })),
    ],
    [curve],
  );
  const options = useMemo((): Plot.PlotOptions => {
    const counts = [...new Set(rows.map(({ images }) => images))].sort((a, b) => a - b);
    const ranges = rows.filter(({ low, high }) => low !== null && high !== null);
    return {
      height: 260,
      marginLeft: 60,
      marginBottom: 44,
      x: {
        type: "log",
        label: "Training images",
        labelAnchor: "center",
        labelArrow: "none",
        ticks: counts,
        tickFormat: (count: number) => Math.round(count).toLocaleString("en"),
      },
      y: {
        label: null,
        percent: true,
        grid: true,
        nice: true,
        tickFormat: (value: number) => `${value} %`,
      },
      marks: [
        Plot.ruleX(ranges, { x: "images", y1: "low", y2: "high", stroke: "currentColor", strokeWidth: 1.5 }),
        Plot.dot(rows, {
          x: "images",
          y: "value",
          r: 5,
          stroke: "var(--mantine-primary-color-filled)",
          strokeWidth: 2,
          fill: (row: { readonly measured: boolean }) =>
            row.measured ? "var(--mantine-primary-color-filled)" : "var(--mantine-color-body)",
        }),
      ],
      color: { type: "identity" },
    };
  }, [rows]);
  const words = rows.map(
    (row) =>
      `${row.measured ? "" : "forecast: "}${Math.round(row.images)} training images, ${percentWithInterval(row)} right`,
  );
  return <PlotFigure options={options} label={`Learning curve of ${curve.title}. ${words.join("; ")}.`} />;
}
