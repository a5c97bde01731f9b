import { html } from "../../page/html.ts";
import { renderFigure, type Section } from "../../page/page.ts";
import { type CostPanel, type CostPoint, drawCostScatter } from "../figures/cost-scatter.ts";
import type { RankedModel } from "../ranked-models.ts";
import { formatBriefDuration, formatRate } from "../study-numbers.ts";

/** What accuracy costs; `undefined` when no time was measured. */
export function costSection(models: readonly RankedModel[]): Section | undefined {
  const all: readonly CostPanel[] = [
    {
      title: "Training",
      axis: "Training time (whole study)",
      format: (seconds) => formatBriefDuration(seconds).replace(".0", ""),
      ticks: [0.1, 0.3, 1, 3, 10, 30, 60, 180, 600, 1800, 3600, 10_800, 36_000, 108_000, 360_000],
      better: "less",
      points: pointsOf(models, ({ trainSeconds }) => trainSeconds),
    },
    {
      title: "Prediction",
      axis: "Images per second",
      format: formatRate,
      ticks: [-2, -1, 0, 1, 2, 3, 4, 5].flatMap((power) => [1, 2, 5].map((digit) => digit * 10 ** power)),
      better: "more",
      points: pointsOf(models, ({ imagesPerSecond }) => imagesPerSecond),
    },
  ];
  const panels = all.filter(({ points }) => points.length > 1);
  if (panels.length === 0) return;
  const figure = renderFigure(
    "Accuracy and its cost",
    "Image accuracy against time of training (left is cheaper) and speed of prediction (right is faster), both on logarithmic axes and measured on the machine named below. Circles: networks trained from scratch; squares: pretrained backbones; triangles: classical models. Dashed: the models that no other beats in both accuracy and cost.",
    html`<div class="two">${panels.map(drawCostScatter)}</div>`,
  );
  return { id: "cost", title: "Cost", body: figure };
}

function pointsOf(
  models: readonly RankedModel[],
  costOf: (model: RankedModel) => number | null,
): readonly CostPoint[] {
  return models.flatMap((model): CostPoint[] => {
    const cost = costOf(model);
    const { value, low, high } = model.image.accuracy;
    if (cost === null || !(cost > 0) || !Number.isFinite(cost) || value === null) return [];
    const { title, kind, color, textColor } = model;
    return [{ title, kind, cost, accuracy: value, low, high, color, textColor }];
  });
}
