import { displayWidth, pad } from "./display-width.ts";

/** A column of a table for people; numbers stand right. */
export interface Column {
  readonly title: string;
  readonly align?: "left" | "right";
}

/** Lines of an aligned table: titles, a rule, one line per row; columns are two spaces apart, missing cells empty. */
export function formatTable(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const widths = columns.map(({ title }, at) =>
    Math.max(displayWidth(title), ...rows.map((row) => displayWidth(row[at] ?? ""))),
  );
  const formatRow = (cells: readonly string[]) =>
    columns
      .map(({ align = "left" }, at) => pad(cells[at] ?? "", widths[at] ?? 0, align))
      .join("  ")
      .trimEnd();
  return [
    formatRow(columns.map(({ title }) => title)),
    widths.map((width) => "-".repeat(width)).join("  "),
    ...rows.map(formatRow),
  ].join("\n");
}
