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
  if (classes.length < 2) {
    const got = classes[0] === undefined ? "none" : `only "${classes[0].label}"`;
    warnings.push(`Readable images of at least two classes are needed to learn from: there are ${got}.`);
  }
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

function warnOfDuplicates(report: InspectResult["duplicates"]): string[] {
  const pairs = report?.pairs ?? [];
  const warnings: string[] = [];
  const disputed = pairs.filter(({ labels }) => labels.length > 1);
  const [example] = disputed;
  if (example) {
    warnings.push(
      `Labels may be wrong: pairs of equal or nearly equal images with different labels: ${disputed.length}, for example ${example.paths.join(" and ")} (${example.labels.join(", ")}).`,
    );
  }
  const torn = pairs.filter(({ parts }) => parts.length > 1).length;
  if (torn > 0) {
    warnings.push(
      `Pairs of equal or nearly equal images in different parts: ${torn}; the scores may be too good.`,
    );
  }
  if (pairs.length > 0 && disputed.length === 0 && torn === 0) {
    warnings.push(
      `Pairs of equal or nearly equal images: ${pairs.length}; keep each pair in one part, or remove one of them.`,
    );
  }
  if (report?.truncated) warnings.push("There are too many pairs of nearly equal images to list them all.");
  return warnings;
}
