import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";
import { escapeMarkup, type Html, trustMarkup } from "../page/html.ts";
import { color } from "../page/palette.ts";

const { document } = parseHTML("<!doctype html><html><body></body></html>");

/** Font sizes of figures in CSS pixels. */
export const fontSize: { readonly tick: number; readonly label: number; readonly small: number } = {
  tick: 10,
  label: 11,
  small: 9,
};

/**
 * Draws a plot as an `<svg role="img">` in the page's own fonts and theme colours.
 *
 * @param label what a reader who cannot see the figure should know; it becomes the `aria-label`.
 */
export function drawPlot(label: string, options: Omit<Plot.PlotOptions, "document" | "ariaLabel">): Html {
  const svg = Plot.plot({ ...options, document });
  svg.querySelector("style")?.remove();
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", label);
  svg.setAttribute("class", "plot");
  return trustMarkup(serialize(svg as unknown as SvgNode)); // SvgNode names the part of a DOM node that is read
}

/** Thin axes without grid lines: the house style of every figure with a numeric axis. */
export const axisStyle: {
  readonly tickSize: number;
  readonly tickPadding: number;
  readonly labelArrow: "none";
  readonly stroke: string;
  readonly fill: string;
  readonly strokeWidth: number;
  readonly fontSize: number;
} = {
  tickSize: 4,
  tickPadding: 3,
  labelArrow: "none",
  stroke: color("axis"),
  fill: color("ink"),
  strokeWidth: 0.75,
  fontSize: fontSize.tick,
};

interface SvgNode {
  readonly nodeType: number;
  readonly localName?: string;
  readonly textContent: string | null;
  readonly attributes?: Iterable<{ readonly name: string; readonly value: string }>;
  readonly childNodes: Iterable<SvgNode>;
}

/** Prints a node with every text and every attribute escaped (linkedom leaves `&` and `<` in attributes as they are). */
function serialize(node: SvgNode): string {
  if (node.nodeType === 3) return escapeMarkup(node.textContent ?? "");
  if (node.nodeType !== 1 || node.localName === undefined) return "";
  const attributes = [...(node.attributes ?? [])].map(
    ({ name, value }) => ` ${name}="${escapeMarkup(value)}"`,
  );
  const children = [...node.childNodes].map(serialize).join("");
  return `<${node.localName}${attributes.join("")}>${children}</${node.localName}>`;
}
