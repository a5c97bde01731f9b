import type { InspectResult } from "../../tasks/data/inspect-result.ts";
import { formatDuplicates, formatParts, formatWarnings } from "./dataset-text.ts";
import { formatCount } from "./progress-line.ts";
import { formatTable } from "./table.ts";

/** What is in a data set, as tables. */
export function formatInspection(result: InspectResult): string {
  const { images, root, groups, parts, warnings, broken } = result;
  const blocks = [`${formatCount(images)} images in ${root}`, formatClasses(result)];
  if (groups !== undefined) {
    const range =
      groups.smallest === groups.largest ? `${groups.smallest}` : `${groups.smallest} to ${groups.largest}`;
    blocks.push(`${formatCount(groups.count)} groups of ${range} images`);
  }
  if (parts !== undefined) blocks.push(`The data come with a partition:\n\n${formatParts(parts)}`);
  blocks.push(formatFormats(result.formats));
  if (result.intensity.length > 0) blocks.push(formatIntensity(result.intensity));
  return [...blocks, ...formatDuplicates(result.duplicates), ...formatWarnings(warnings, broken)].join(
    "\n\n",
  );
}

function formatClasses({ classes, groups }: InspectResult): string {
  const columns = [{ title: "class" }, { title: "images", align: "right" }] as const;
  if (groups === undefined) {
    return formatTable(
      columns,
      classes.map((entry) => [entry.label, formatCount(entry.images)]),
    );
  }
  return formatTable(
    [...columns, { title: "groups", align: "right" }],
    classes.map((entry) => [entry.label, formatCount(entry.images), formatCount(entry.groups)]),
  );
}

function formatFormats(formats: InspectResult["formats"]): string {
  const right = (title: string) => ({ title, align: "right" }) as const;
  return formatTable(
    [
      { title: "size" },
      { title: "pixel type" },
      right("channels"),
      right("pages"),
      right("images"),
      right("classes"),
    ],
    formats
      .slice(0, 20)
      .map(({ width, height, pixelType, channels, pages, count, perClass }) => [
        `${width} x ${height}`,
        pixelType,
        String(channels),
        String(pages),
        formatCount(count),
        String(Object.keys(perClass).length),
      ]),
  );
}

function formatIntensity(rows: InspectResult["intensity"]): string {
  const titles = ["images", "min", "1 %", "median", "99 %", "max", "saturated"];
  return formatTable(
    [
      { title: "intensity" },
      { title: "pixel type" },
      ...titles.map((title) => ({ title, align: "right" as const })),
    ],
    rows.map((row) => [
      row.label,
      row.pixelType,
      formatCount(row.images),
      ...[row.min, row.p1, row.median, row.p99, row.max].map(formatIntensityValue),
      formatCount(row.saturated),
    ]),
  );
}

function formatIntensityValue(value: number | null): string {
  if (value === null) return "-";
  return Number.isInteger(value) ? String(value) : value.toPrecision(4);
}
