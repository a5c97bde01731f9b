import type { PartName } from "../../../src/app/protocol/partition-api.ts";
import type { PageImage } from "./page-image.ts";

/** Which images are shown, and in which order. Empty sets let all pass; `null` in one means "without". */
export interface Choice {
  readonly labels: ReadonlySet<string | null>;
  readonly groups: ReadonlySet<string | null>;
  readonly parts: ReadonlySet<PartName | null>;
  /** Part of the path, in any case. */
  readonly text: string;
  readonly finding: Finding | null;
  /** Images of which a model is less sure than this, 0 to 1; null lets all pass. */
  readonly lessSure: number | null;
  readonly sort: SortKey;
  readonly descending: boolean;
}

/** Images alone that are broken, have a copy, have a copy with another label, or are a model's mistakes. */
export type Finding = "broken" | "duplicate" | "different" | "mistake";

export type SortKey = "name" | "label" | "group" | "part" | "confidence" | "mistake";

export const everything: Choice = {
  labels: new Set(),
  groups: new Set(),
  parts: new Set(),
  text: "",
  finding: null,
  lessSure: null,
  sort: "name",
  descending: false,
};

/** What a model said of an image. */
export interface Verdict {
  readonly predicted: string;
  /** 0 to 1. */
  readonly confidence: number;
}

/** What else is known of images, by path. */
export interface Knowledge {
  readonly broken: ReadonlySet<string>;
  /** Images with a copy, and the first path of the copies, so that they stand together. */
  readonly copies: ReadonlyMap<string, string>;
  readonly verdicts: ReadonlyMap<string, Verdict>;
}

/** The images that a choice lets pass, sorted; equal ones keep the order of their paths. */
export function chooseImages(
  images: readonly PageImage[],
  choice: Choice,
  knowledge: Knowledge,
): readonly PageImage[] {
  const text = choice.text.trim().toLowerCase();
  const { labels, groups, parts, finding, lessSure } = choice;
  const torn = finding === "different" ? contradictions(images, knowledge) : undefined;
  const passing = images.filter(
    (image) =>
      (labels.size === 0 || labels.has(image.label)) &&
      (groups.size === 0 || groups.has(image.group)) &&
      (parts.size === 0 || parts.has(image.part)) &&
      (finding !== "broken" || knowledge.broken.has(image.path)) &&
      (finding !== "duplicate" || knowledge.copies.has(image.path)) &&
      (torn === undefined || torn.has(image.path)) &&
      (finding !== "mistake" || isMistake(image, knowledge)) &&
      (lessSure === null || isLessSure(image, knowledge, lessSure)) &&
      (text === "" || image.path.toLowerCase().includes(text)),
  );
  if (finding === "duplicate" || finding === "different") {
    const keyOf = ({ path }: PageImage): string => `${knowledge.copies.get(path)}\n${path}`;
    return passing.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  }
  if (choice.sort === "name") return choice.descending ? passing.reverse() : passing;
  return sorted(passing, rankOf(choice.sort, knowledge), choice.descending);
}

/** Whether a model has another opinion than the label of now. */
export function isMistake({ path, label }: PageImage, { verdicts }: Knowledge): boolean {
  const verdict = verdicts.get(path);
  return verdict !== undefined && label !== null && verdict.predicted !== label;
}

/** Whether a model has judged an image and is less sure than so. */
export function isLessSure({ path }: PageImage, { verdicts }: Knowledge, limit: number): boolean {
  const verdict = verdicts.get(path);
  return verdict !== undefined && verdict.confidence < limit;
}

type Rank = (image: PageImage) => string | number | null;

function rankOf(key: Exclude<SortKey, "name">, { verdicts }: Knowledge): Rank {
  switch (key) {
    case "label":
    case "group":
      return (image) => image[key];
    case "part":
      return ({ part }) => (part === null ? null : ["train", "val", "test"].indexOf(part));
    case "confidence":
      return ({ path }) => verdicts.get(path)?.confidence ?? null;
    case "mistake":
      // The surest mistakes first, then what is right, the least sure first.
      return ({ path, label }) => {
        const verdict = verdicts.get(path);
        if (verdict === undefined || label === null) return null;
        return verdict.predicted === label ? verdict.confidence : -verdict.confidence;
      };
  }
}

/** Images without a rank stand at the end, whatever the direction. */
function sorted(images: readonly PageImage[], rank: Rank, descending: boolean): readonly PageImage[] {
  const ranked = images.map((image) => ({ image, key: rank(image) }));
  const sign = descending ? -1 : 1;
  ranked.sort(({ key: a }, { key: b }) => {
    if (a === b) return 0;
    if (a === null) return 1;
    if (b === null) return -1;
    return a < b ? -sign : sign;
  });
  return ranked.map(({ image }) => image);
}

export interface Count<Value> {
  readonly value: Value;
  readonly count: number;
}

/** How often each value of a column occurs, in the order given, those without one last. */
export function countColumn<Value extends string>(
  images: readonly PageImage[],
  pick: (image: PageImage) => Value | null,
  order: readonly Value[],
): readonly Count<Value | null>[] {
  const counts = new Map<Value | null, number>(order.map((value) => [value, 0]));
  for (const image of images) counts.set(pick(image), (counts.get(pick(image)) ?? 0) + 1);
  const without = counts.get(null);
  counts.delete(null);
  const rows: Count<Value | null>[] = [...counts].map(([value, count]) => ({ value, count }));
  return without === undefined ? rows : [...rows, { value: null, count: without }];
}

/** All images with a copy that has another label, where copies of copies count as well; no label contradicts none. */
export function contradictions(
  images: readonly PageImage[],
  { copies }: Pick<Knowledge, "copies">,
): ReadonlySet<string> {
  const labelsOf = new Map<string, Set<string>>();
  const labelled =
    copies.size === 0 ? [] : images.filter(({ path, label }) => label !== null && copies.has(path));
  const first = ({ path }: PageImage): string => copies.get(path) ?? path;
  for (const image of labelled) {
    const known = labelsOf.get(first(image)) ?? new Set();
    labelsOf.set(first(image), known.add(image.label ?? ""));
  }
  return new Set(
    labelled.filter((image) => (labelsOf.get(first(image))?.size ?? 0) > 1).map(({ path }) => path),
  );
}
