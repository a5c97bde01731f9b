import type { MetricSet } from "../../../metrics/metric-set.ts";
import { formatCount, formatPercent } from "../../number-text.ts";
import { type Html, html } from "../../page/html.ts";
import { color } from "../../page/palette.ts";
import { shadeIndex } from "../../page/sequential-ramp.ts";

const side = 184;
const margin = 15;

/** A confusion matrix without names: rows and columns are numbered as in the key beside it. */
export function drawSmallConfusion(title: string, { labels, counts }: MetricSet["confusion"]): Html {
  const size = side / Math.max(1, labels.length);
  const written = size >= 15;
  const cells = labels.flatMap((truth, i) => {
    const row = counts[i] ?? [];
    const total = row.reduce((sum, n) => sum + n, 0);
    return labels.map((predicted, j) => {
      const count = row[j] ?? 0;
      const shade = shadeIndex(total === 0 ? 0 : count / total);
      const [x, y] = [margin + j * size, margin + i * size];
      const label =
        written && count > 0
          ? html`<text x="${fixed(x + size / 2)}" y="${fixed(y + size / 2)}" dy="0.35em" text-anchor="middle" font-size="${fixed(Math.min(11, size / 2.4))}" fill="var(--on-shade-${shade})">${formatCount(count)}</text>`
          : false;
      const share = total === 0 ? "" : ` (${formatPercent(count / total, 0)})`;
      return html`<g><title>${truth} called ${predicted}: ${formatCount(count)}${share}</title><rect x="${fixed(x + 0.4)}" y="${fixed(y + 0.4)}" width="${fixed(size - 0.8)}" height="${fixed(size - 0.8)}" fill="var(--shade-${shade})"/>${label}</g>`;
    });
  });
  const numbers = labels.map((_, index) => {
    const at = fixed(margin + (index + 0.5) * size);
    return html`<text x="${margin - 4}" y="${at}" dy="0.35em" text-anchor="end">${index + 1}</text><text x="${at}" y="${margin - 5}" text-anchor="middle">${index + 1}</text>`;
  });
  const right = labels.map((label, i) => `${label} ${counts[i]?.[i] ?? 0}`);
  return html`<svg class="plot" width="${side + margin + 1}" height="${side + margin + 1}" viewBox="0 0 ${side + margin + 1} ${side + margin + 1}" role="img" aria-label="Confusion matrix of ${title}; right: ${right.join(", ")}."><g font-size="${labels.length > 12 ? 7 : 9}" fill="${color("muted")}">${numbers}</g>${cells}</svg>`;
}

function fixed(value: number): string {
  return String(Number(value.toFixed(2)));
}
