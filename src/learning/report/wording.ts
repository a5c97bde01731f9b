import type { Level, ReportInput } from "./report-input.ts";

/** "1 plant", "24 plants", "24 groups (plate_id)": a count with its noun. */
export function countOf(count: number, noun: string): string {
  return `${count.toLocaleString("en-US")} ${count === 1 ? noun : pluralOf(noun)}`;
}

/** The English plural; a name that is no plain word, such as a column `plate_id`, becomes "groups (plate_id)". */
export function pluralOf(noun: string): string {
  if (!/^[a-z]+( [a-z]+)*$/.test(noun) || noun.endsWith("id")) return `groups (${noun})`;
  if (noun.endsWith("series")) return noun;
  if (noun.endsWith("leaf")) return noun.replace(/leaf$/, "leaves");
  if (/(s|x|[^o]ch|sh)$/.test(noun)) return `${noun}es`;
  if (/[^aeiou]y$/.test(noun)) return noun.replace(/y$/, "ies");
  return `${noun}s`;
}

/** "a, b and c". */
export function listOf(items: readonly string[]): string {
  const last = items.at(-1) ?? "";
  return items.length < 2 ? last : `${items.slice(0, -1).join(", ")} and ${last}`;
}

/** What one row of a level is called. */
export function levelNoun(level: Level, data: ReportInput["data"]): string {
  return level === "group" ? (data.groupName ?? "group") : level;
}

/** What rows of a level are clustered by: their group, or else their image. */
export function clusterNoun(data: ReportInput["data"], level: Level): string {
  return level === "group" || data.counts.some(({ groups }) => groups !== null)
    ? (data.groupName ?? "group")
    : "image";
}

/** "training part", "validation part", "test part", or the part's own name. */
export function partName(part: string): string {
  const names: Readonly<Record<string, string>> = { train: "training", val: "validation", test: "test" };
  return `${Object.hasOwn(names, part) ? names[part] : part} part`;
}

export function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** At most `length` visible characters, the cut marked by an ellipsis in the middle: both ends of a name tell. */
export function shorten(text: string, length: number): string {
  const visible = [...new Intl.Segmenter("en").segment(text)].map(({ segment }) => segment);
  if (visible.length <= length) return text;
  const tail = Math.floor((length - 1) / 2);
  return [...visible.slice(0, length - 1 - tail), "…", ...visible.slice(visible.length - tail)].join("");
}
