import { SimpleGrid, Text } from "@mantine/core";
import * as Plot from "@observablehq/plot";
import { type ReactElement, useMemo } from "react";
import { PlotFigure } from "../../pictures/plot-figure.tsx";
import { type LineLook, lineLook } from "../../results/figures/line-colors.ts";
import { LineKey } from "../../results/figures/line-key.tsx";
import { percent } from "../../results/number-words.ts";
import { type RunHistory, useHistories } from "./use-histories.ts";

/** Loss and accuracy of each epoch, of training and validation. Nothing for models that do not learn in epochs. */
export function LiveCurves({
  runs,
  follow,
  epochs = 0,
  learnsInEpochs = follow,
}: {
  readonly runs: readonly string[];
  readonly follow: boolean;
  /** That there will be, where it is known. */
  readonly epochs?: number;
  /** A single row is a beginning, then; otherwise it is all that there is of a model that does not learn in epochs. */
  readonly learnsInEpochs?: boolean;
}): ReactElement | null {
  const histories = useHistories(runs, follow);
  const lines = useMemo(
    () => drawLines(histories.filter(({ epochs }) => learnsInEpochs || epochs.length > 1)),
    [histories, learnsInEpochs],
  );
  if (lines.length === 0) return null;
  return (
    <div>
      <SimpleGrid cols={2} spacing="lg">
        <Curve
          title="Accuracy: share of images that are right"
          lines={lines}
          measure="accuracy"
          epochs={epochs}
        />
        <Curve title="Loss: how wrong it is, less is better" lines={lines} measure="loss" epochs={epochs} />
      </SimpleGrid>
      <LineKey lines={lines.map(({ name, look }) => ({ label: name, look }))} />
      <Text size="xs" c="dimmed" mt={4}>
        Training images are turned, shifted and changed at random while the network learns, so its accuracy on
        them can be below that on validation images, which are not changed. Validation counts tiles where
        images are cut.
      </Text>
    </div>
  );
}

interface Line {
  readonly name: string;
  readonly look: LineLook;
  readonly points: readonly {
    readonly epoch: number;
    readonly loss: number | null;
    readonly accuracy: number | null;
  }[];
}

type Measure = "loss" | "accuracy";

function drawLines(histories: readonly RunHistory[]): readonly Line[] {
  return histories.flatMap(({ run, epochs }, index): Line[] => {
    const prefix = histories.length > 1 ? `${run}: ` : "";
    const [training, validation] =
      histories.length > 1
        ? [
            { color: lineLook(index).color, dash: "3 3" },
            { color: lineLook(index).color, dash: "" },
          ]
        : [lineLook(1), lineLook(0)];
    const has = epochs.some(({ valLoss }) => valLoss !== null);
    return [
      {
        name: `${prefix}training`,
        look: training,
        points: epochs.map((row) => ({ epoch: row.epoch, loss: row.trainLoss, accuracy: row.trainAccuracy })),
      },
      ...(has
        ? [
            {
              name: `${prefix}validation`,
              look: validation,
              points: epochs.map((row) => ({
                epoch: row.epoch,
                loss: row.valLoss,
                accuracy: row.valAccuracy,
              })),
            },
          ]
        : []),
    ];
  });
}

function Curve({
  title,
  lines,
  measure,
  epochs,
}: {
  readonly title: string;
  readonly lines: readonly Line[];
  readonly measure: Measure;
  readonly epochs: number;
}): ReactElement {
  const options = useMemo((): Plot.PlotOptions => {
    // Grows with the data: a tenth of the epochs would else be a tenth of the figure.
    const last = Math.max(5, ...lines.map(({ points }) => points.at(-1)?.epoch ?? 1));
    return {
      height: 230,
      marginBottom: 40,
      marginLeft: 44,
      x: {
        label: epochs > 0 ? `Epoch (of ${epochs})` : "Epoch",
        labelAnchor: "center",
        labelArrow: "none",
        domain: [1, last],
        ticks: 5,
        tickFormat: "d",
      },
      y:
        measure === "accuracy"
          ? {
              label: null,
              domain: [0, 100],
              percent: true,
              grid: true,
              tickFormat: (value: number) => `${value} %`,
            }
          : { label: null, zero: true, grid: true, nice: true },
      marks: lines.flatMap(({ points, look }) => {
        const known = points.filter((point) => point[measure] !== null);
        const channels = { x: "epoch", y: measure, stroke: look.color };
        return [
          Plot.lineY(known, { ...channels, strokeWidth: 2, strokeDasharray: look.dash }),
          ...(known.length <= 40 ? [Plot.dot(known, { ...channels, fill: look.color, r: 2 })] : []),
        ];
      }),
    };
  }, [lines, measure, epochs]);
  return (
    <figure style={{ margin: 0 }}>
      <Text component="figcaption" size="sm" fw={600} mb={4}>
        {title}
      </Text>
      <PlotFigure
        options={options}
        label={`${title}. ${lines.map((line) => lastWords(line, measure)).join(" ")}`}
      />
    </figure>
  );
}

function lastWords({ name, points }: Line, measure: Measure): string {
  const last = points.at(-1);
  const value = last?.[measure] ?? null;
  const words = measure === "accuracy" ? percent(value) : (value?.toFixed(3) ?? "not known");
  return `${name}: ${words} after epoch ${last?.epoch ?? 0}.`;
}
