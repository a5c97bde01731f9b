import { html } from "../../page/html.ts";
import { renderTable, type Section } from "../../page/page.ts";
import type { RankedModel } from "../ranked-models.ts";
import type { WeightsFacts } from "../study-input.ts";
import { formatParameters } from "../study-numbers.ts";

const kinds = {
  network: "network from scratch",
  backbone: "pretrained backbone",
  classical: "classical model",
} as const;

/** What each model is and whose weights it began with; `undefined` without models. */
export function modelsSection(models: readonly RankedModel[]): Section | undefined {
  if (models.length === 0) return;
  const rows = models.map(({ title, kind, family, parameterCount, weights }) => [
    html`<bdi>${title}</bdi>`,
    html`${kinds[kind]}<br><span class="muted">${family}</span>`,
    formatParameters(parameterCount),
    describeOrigin(weights),
    weights?.licence ?? "–",
    weights?.citation ?? "–",
  ]);
  const columns = ["Model", "Kind", "Parameters", "Weights", "Licence", "Reference"];
  const table = renderTable("Models and their weights", "In the order of the results.", columns, rows);
  return { id: "models", title: "Models", body: html`<div class="origins">${table}</div>` };
}

function describeOrigin(weights: WeightsFacts | undefined): string {
  if (weights === undefined) return "trained here";
  if (weights.origin === "rule-made") return "rule-made: not ImageNet";
  if (weights.origin === "imagenet") return "ImageNet";
  if (weights.origin === "formula-driven") return "rule-made fluorescence images";
  return weights.origin === "file" ? "from a file" : weights.origin;
}
