import type { PartName } from "../../../../src/app/protocol/partition-api.ts";
import { type Choice, everything, type Finding, type SortKey } from "../choose-images.ts";

/** What the images page shows, as its address says it. */
export interface ImagePlace {
  readonly choice: Choice;
  /** The run whose verdicts count. */
  readonly run: string | null;
  /** Names images that another page has chosen; all images when null. */
  readonly shown: string | null;
}

export const allImages: ImagePlace = { choice: everything, run: null, shown: null };

/** Words of the address; they stay as they are, since addresses are kept and shared. */
const sortWords: Readonly<Record<SortKey, string>> = {
  name: "name",
  label: "class",
  group: "group",
  part: "part",
  confidence: "confidence",
  mistake: "mistakes",
};

const findingWords: Readonly<Record<Finding, string>> = {
  broken: "broken",
  duplicate: "copies",
  different: "contradictions",
  mistake: "mistakes",
};

const partNames: readonly PartName[] = ["train", "val", "test"];

/**
 * The query of a place, such as `class=rod&part=test&sort=confidence`; empty for all images as they are at first. An empty
 * word stands for "without".
 */
export function writePlace({ choice, run, shown }: ImagePlace): string {
  const { labels, groups, parts, text, finding, lessSure, sort, descending } = choice;
  const query = new URLSearchParams();
  const all = (name: string, values: ReadonlySet<string | null>): void => {
    for (const value of values) query.append(name, value ?? "");
  };
  all("class", labels);
  all("group", groups);
  all("part", parts);
  if (text !== "") query.set("name", text);
  if (finding !== null) query.set("find", findingWords[finding]);
  if (lessSure !== null) query.set("below", String(Math.round(100 * lessSure)));
  if (sort !== "name") query.set("sort", sortWords[sort]);
  if (descending) query.set("order", "down");
  if (run !== null) query.set("run", run);
  if (shown !== null) query.set("shown", shown);
  return query.toString();
}

/** The place that a query says; what cannot be understood counts as left out. */
export function readPlace(search: string): ImagePlace {
  const query = new URLSearchParams(search);
  const all = (name: string): readonly (string | null)[] => query.getAll(name).map((word) => word || null);
  const below = Number(query.get("below") ?? Number.NaN);
  return {
    choice: {
      labels: new Set(all("class")),
      groups: new Set(all("group")),
      parts: new Set(
        all("part").flatMap((word) => (word === null ? [null] : partNames.filter((p) => p === word))),
      ),
      text: query.get("name") ?? "",
      finding: keyOf(findingWords, query.get("find")) ?? null,
      lessSure: below > 0 && below < 100 ? below / 100 : null,
      sort: keyOf(sortWords, query.get("sort")) ?? "name",
      descending: query.get("order") === "down",
    },
    run: query.get("run") || null,
    shown: query.get("shown") || null,
  };
}

/** Whether going from one place to the other is one more letter, or one more step of a slider, of the same search. */
export function isSameSearch({ choice: from }: ImagePlace, { choice: to }: ImagePlace): boolean {
  if (from.text !== to.text) return from.text !== "" && to.text !== "";
  return from.lessSure !== to.lessSure && from.lessSure !== null && to.lessSure !== null;
}

function keyOf<Key extends string>(
  words: Readonly<Record<Key, string>>,
  word: string | null,
): Key | undefined {
  // The keys of a record of ours are those that its type names.
  return (Object.keys(words) as Key[]).find((key) => words[key] === word);
}
