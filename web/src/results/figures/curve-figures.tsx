import { SimpleGrid, Text } from "@mantine/core";
import * as Plot from "@observablehq/plot";
import { type ReactElement, useMemo, useState } from "react";
import type { CurvePoint, RunCurves } from "../../../../src/app/protocol/run/run-document.ts";
import { useApi } from "../../api/hooks.ts";
import { PlotFigure } from "../../pictures/plot-figure.tsx";
import { FigureCard } from "../figure-card.tsx";
import { decimal, percent } from "../number-words.ts";
import { lineLook } from "./line-colors.ts";
import { LineKey } from "./line-key.tsx";

/** ROC, precision-recall and reliability of a run. */
export function CurveFigures({ run }: { readonly run: string }): ReactElement | null {
  const [chosen, setChosen] = useState<string>();
  const curves = useApi("runs/curves", { run });
  if (!curves.data) return null;
  const { classes } = curves.data;
  return (
    <FigureCard
      title="How sure it is, and whether rightly so"
      description="Each class against all others, over all thresholds of the model's probability. Choose a class below the figures to bring its curves to the front."
    >
      <SimpleGrid cols={{ base: 2, lg: 3 }} spacing="lg">
        <RocFigure classes={classes} chosen={chosen} />
        <RecallFigure classes={classes} chosen={chosen} />
        <ReliabilityFigure bins={curves.data.reliability} />
      </SimpleGrid>
      <LineKey
        chosen={chosen}
        onChoose={setChosen}
        lines={classes.map(({ label, auc, averagePrecision }, index) => ({
          label,
          look: lineLook(index),
          note: auc === null ? "no curve" : `AUC ${decimal(auc)}, AP ${decimal(averagePrecision)}`,
        }))}
      />
    </FigureCard>
  );
}

interface CurvesProperties {
  readonly classes: RunCurves["classes"];
  /** The others are shown faintly. */
  readonly chosen: string | undefined;
}

function RocFigure({ classes, chosen }: CurvesProperties): ReactElement {
  const options = useMemo(
    () => ({
      ...square("False alarms (of the others)", "Found (of the class)"),
      marks: [
        diagonal([0, 0], [1, 1]),
        ...classes.flatMap(({ roc, label }, index) =>
          curve(roc, index, chosen === undefined || chosen === label),
        ),
      ],
    }),
    [classes, chosen],
  );
  const words = classes.map(({ label, auc }) => `${label}: area ${decimal(auc)}.`).join(" ");
  return (
    <Titled
      title="Receiver operating characteristic (ROC)"
      explanation="Up and to the left is good; the dashed line is chance. AUC is the area below the curve."
    >
      <PlotFigure options={options} label={`ROC curves. ${words}`} />
    </Titled>
  );
}

function RecallFigure({ classes, chosen }: CurvesProperties): ReactElement {
  const options = useMemo(
    () => ({
      ...square("Found (recall)", "Rightly named (precision)"),
      marks: classes.flatMap(({ precisionRecall, label }, index) =>
        curve(byRecall(precisionRecall), index, chosen === undefined || chosen === label, "step-before"),
      ),
    }),
    [classes, chosen],
  );
  const words = classes
    .map(({ label, averagePrecision }) => `${label}: average precision ${decimal(averagePrecision)}.`)
    .join(" ");
  return (
    <Titled
      title="Precision and recall"
      explanation="Up and to the right is good. AP, average precision, is the area below the steps."
    >
      <PlotFigure options={options} label={`Precision-recall curves. ${words}`} />
    </Titled>
  );
}

function ReliabilityFigure({ bins }: { readonly bins: RunCurves["reliability"] }): ReactElement {
  const filled = useMemo(() => bins.filter(({ count }) => count > 0), [bins]);
  const options = useMemo(
    (): Plot.PlotOptions => ({
      ...square("Confidence of the model", "Share that is right"),
      r: { range: [2, 11], zero: true },
      marks: [
        diagonal([0, 0], [1, 1]),
        Plot.line(filled, { x: "meanConfidence", y: "accuracy", stroke: lineLook(0).color }),
        Plot.dot(filled, {
          x: "meanConfidence",
          y: "accuracy",
          r: "count",
          fill: lineLook(0).color,
          fillOpacity: 0.55,
          stroke: lineLook(0).color,
        }),
      ],
    }),
    [filled],
  );
  const words = filled
    .map(
      ({ count, meanConfidence, accuracy }) =>
        `${count} images at ${percent(meanConfidence, 0)}: ${percent(accuracy, 0)} right.`,
    )
    .join(" ");
  return (
    <Titled
      title="Reliability"
      explanation="On the dashed line, a confidence of 80 % is right 80 times in 100. Below it, the model is too sure. Larger dots: more images."
    >
      <PlotFigure options={options} label={`Reliability diagram. ${words}`} />
    </Titled>
  );
}

function Titled({
  title,
  explanation,
  children,
}: {
  readonly title: string;
  readonly explanation: string;
  readonly children: ReactElement;
}): ReactElement {
  return (
    <figure style={{ margin: 0 }}>
      <figcaption>
        <Text size="sm" fw={600}>
          {title}
        </Text>
        <Text size="xs" c="dimmed" mih={54}>
          {explanation}
        </Text>
      </figcaption>
      {children}
    </figure>
  );
}

function square(x: string, y: string): Plot.PlotOptions {
  const axis = { domain: [0, 1], ticks: 5, grid: true };
  return {
    height: 300,
    marginLeft: 56,
    marginBottom: 44,
    marginRight: 12,
    x: { ...axis, label: x, labelAnchor: "center", labelArrow: "none", labelOffset: 38 },
    y: { ...axis, label: y, labelAnchor: "center", labelArrow: "none", labelOffset: 46 },
  };
}

/** From small recall to large: between two thresholds precision is that of the larger recall, which no straight line is. */
function byRecall(points: readonly CurvePoint[] | null): readonly CurvePoint[] | null {
  const [first, last] = [points?.[0], points?.at(-1)];
  return points && first && last && first.x > last.x ? points.toReversed() : points;
}

function curve(
  points: readonly CurvePoint[] | null,
  index: number,
  isFront: boolean,
  shape: "linear" | "step-before" = "linear",
): Plot.Markish[] {
  if (points === null) return [];
  const { color, dash } = lineLook(index);
  return [
    Plot.line(points, {
      x: "x",
      y: "y",
      stroke: color,
      strokeWidth: 2,
      strokeOpacity: isFront ? 0.95 : 0.12,
      strokeDasharray: dash,
      curve: shape,
    }),
  ];
}

function diagonal(from: readonly [number, number], to: readonly [number, number]): Plot.Markish {
  return Plot.line([from, to], { stroke: "currentColor", strokeOpacity: 0.4, strokeDasharray: "4 4" });
}
