import type { InspectResult } from "./inspect-result.ts";

/** A class with this many times the images of another is worth a word. */
const imbalance = 3;

/** What is strange about a data set beyond what opening it has told, as full sentences. */
export function warnOfData(facts: Omit<InspectResult, "warnings">, page: number | "max"): string[] {
  return [
    ...warnOfClasses(facts),
    ...warnOfFormats(facts.formats, page),
    ...warnOfIntensity(facts.intensity),
    ...warnOfDuplicates(facts.duplicates),
  ];
}

function warnOfClasses({ classes, groups }: Pick<InspectResult, "classes" | "groups">): string[] {
  const warnings: string[] = [];
  const bySize = [...classes].sort((a, b) => a.images - b.images);
  const [smallest] = bySize;
  const largest = bySize.at(-1);
  if (smallest && largest && largest.images > imbalance * smallest.images) {
    warnings.push(
      `The classes are unbalanced: ${largest.images} images of "${largest.label}" against ${smallest.images} of "${smallest.label}". Look at balanced accuracy and macro F1.`,
    );
  }
  if (groups === undefined) {
    warnings.push(
      "No groups are known: if several images come from one plant, leaf, movie or session, name it with --by or --by-pattern.",
    );
  } else {
    const few = classes.filter((entry) => entry.groups < 3).map(({ label }) => `"${label}"`);
    if (few.length > 0) {
      warnings.push(
        `Fewer than three groups hold each of these classes: ${few.join(", ")}. They cannot be in all parts.`,
      );
    }
  }
  return warnings;
}

function warnOfFormats(formats: InspectResult["formats"], page: number | "max"): string[] {
  const warnings: string[] = [];
  const tellTale = (name: string, keyOf: (format: InspectResult["formats"][number]) => string): void => {
    const labelsOf = new Map<string, Set<string>>();
    for (const format of formats) {
      const labels = labelsOf.get(keyOf(format)) ?? new Set();
      for (const label of Object.keys(format.perClass)) labels.add(label);
      labelsOf.set(keyOf(format), labels);
    }
    const all = new Set(formats.flatMap((format) => Object.keys(format.perClass)));
    const telling = [...labelsOf].find(([, labels]) => labels.size < all.size);
    if (telling) {
      const [value, labels] = telling;
      warnings.push(
        `Not all classes have images of ${name} ${value} (only ${[...labels].join(", ")}): a class may be told by it alone.`,
      );
    }
  };
  tellTale("size", ({ width, height }) => `${width}x${height}`);
  tellTale("channels", ({ channels }) => String(channels));
  const paged = formats.reduce((sum, format) => sum + (format.pages > 1 ? format.count : 0), 0);
  if (paged > 0 && page === "max") {
    warnings.push(
      `Images with several pages: ${paged}. The maximum over all pages is used; choose one with --page.`,
    );
  }
  return warnings;
}

function warnOfIntensity(rows: InspectResult["intensity"]): string[] {
  const warnings: string[] = [];
  for (const { label, pixelType, images, saturated, withNaN, min, max } of rows) {
    if (saturated > 0.1 * images) {
      warnings.push(`Of ${images} images of "${label}" (${pixelType}) ${saturated} are saturated.`);
    }
    if (withNaN > 0) warnings.push(`Of ${images} images of "${label}" ${withNaN} hold NaN.`);
    if (min !== null && min === max) warnings.push(`The images of "${label}" are of one single intensity.`);
  }
  return warnings;
}

function warnOfDuplicates(report: InspectResult["duplicates"] = []): string[] {
  const warnings: string[] = [];
  const disputed = report.filter(({ labels }) => labels.length > 1);
  const [example] = disputed;
  if (example) {
    warnings.push(
      `Labels may be wrong: ${disputed.length} sets of equal or nearly equal images have different labels, for example ${example.paths.slice(0, 2).join(" and ")} (${example.labels.join(", ")}).`,
    );
  }
  const leaking = report.filter(({ parts }) => parts.length > 1).length;
  if (leaking > 0) {
    warnings.push(
      `Sets of equal or nearly equal images that stand in different parts: ${leaking}; the scores may be too good.`,
    );
  }
  if (report.length > 0 && disputed.length === 0 && leaking === 0) {
    warnings.push(
      `Sets of equal or nearly equal images: ${report.length}; keep each in one part, or remove all but one.`,
    );
  }
  return warnings;
}
