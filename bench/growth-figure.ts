import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";
import type { GrowthRow } from "./growth.ts";

const [width, height, gap] = [420, 260, 30];

/** Two panels beside each other over the number of images: processor time per image, and peak memory; an SVG of its own. */
export function drawGrowth(rows: readonly GrowthRow[]): string {
  const panels = [
    // Of the processor: what else runs on the machine hardly changes it.
    drawPanel(rows, "Processor time per image, ms", ({ cpuMsPerImage }) => cpuMsPerImage),
    drawPanel(rows, "Peak memory, MiB", ({ peakMiB }) => peakMiB),
  ];
  const whole = 2 * width + gap;
  const placed = panels.map((panel, at) => panel.replace("<svg ", `<svg x="${at * (width + gap)}" y="0" `));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${whole}" height="${height}" viewBox="0 0 ${whole} ${height}">`,
    `<title>Processor time per image and peak memory over the number of images</title>`,
    `<rect width="${whole}" height="${height}" fill="#ffffff"/>`,
    ...placed,
    "</svg>\n",
  ].join("\n");
}

function drawPanel(rows: readonly GrowthRow[], title: string, value: (row: GrowthRow) => number): string {
  const { document } = parseHTML("<!doctype html><html><body></body></html>");
  const counts = [...new Set(rows.map(({ images }) => images))];
  const most = Math.max(...rows.map(value));
  const last = rows.filter(({ images }) => images === Math.max(...counts));
  const places = spread(last, value, most / 13);
  const figure = Plot.plot({
    document,
    width,
    height,
    marginLeft: 48,
    marginRight: 64,
    marginTop: 34,
    marginBottom: 40,
    style: { fontFamily: "system-ui, sans-serif", fontSize: "12px", color: "#222222", background: "none" },
    x: { type: "log", label: "images", ticks: counts, tickFormat: (n: number) => n.toLocaleString("en") },
    y: { domain: [0, 1.15 * most], nice: true, grid: true, label: null, ticks: 5 },
    color: { domain: ["predict", "inspect", "train"], range: ["#0072b2", "#d55e00", "#009e73"] },
    marks: [
      Plot.ruleY([0]),
      Plot.line(rows, { x: "images", y: value, stroke: "work", strokeWidth: 2 }),
      Plot.dot(rows, { x: "images", y: value, fill: "work", r: 4 }),
      Plot.text(last, {
        x: "images",
        y: (row) => places.get(row),
        text: "work",
        fill: "work",
        textAnchor: "start",
        dx: 9,
      }),
      Plot.text([title], { frameAnchor: "top-left", dx: -40, dy: -26, fontWeight: "bold", fontSize: 13 }),
    ],
  });
  figure.querySelector("style")?.remove(); // it speaks of the size in a page
  const opening = figure.outerHTML.indexOf(">") + 1;
  return `${figure.outerHTML.slice(0, opening)}<title>${title}</title>${figure.outerHTML.slice(opening)}`;
}

/** Heights of labels: those of their values, but not closer than that. */
function spread(
  rows: readonly GrowthRow[],
  value: (row: GrowthRow) => number,
  distance: number,
): Map<GrowthRow, number> {
  const places = new Map<GrowthRow, number>();
  let lowest = Number.NEGATIVE_INFINITY;
  for (const row of [...rows].sort((a, b) => value(a) - value(b))) {
    lowest = Math.max(value(row), lowest + distance);
    places.set(row, lowest);
  }
  return places;
}
