import type { StudyFindings } from "../../../../src/app/protocol/study-api.ts";

/** What the comparison says of the best model, in a sentence or two for who reads nothing else. */
export function verdictWords({ models, pairs }: Pick<StudyFindings, "models" | "pairs">): string {
  const [best, ...others] = models;
  if (best === undefined) return "No model has a score.";
  if (others.length === 0) return `${best.title} was trained alone: there is nothing to compare it with.`;
  const own = pairs.filter(({ firstName }) => firstName === best.name);
  const equal = own.filter(({ differs }) => differs === false).map(({ second }) => second);
  const unknown = own.filter(({ differs }) => differs === null).map(({ second }) => second);
  if (unknown.length === own.length) {
    return `${best.title} comes first, but there are too few images to tell whether that is more than chance.`;
  }
  if (equal.length + unknown.length === 0) {
    return `${best.title} is better than ${others.length === 1 ? "the other one" : "all others"}, and by more than chance would do.`;
  }
  const rest = own.length - equal.length - unknown.length;
  const better =
    rest === 0
      ? ""
      : ` It is better than the other${rest === 1 ? " one" : "s"} by more than chance would do.`;
  return `${best.title} comes first, but ${listed([...equal, ...unknown])} may be as good: the difference is no more than chance might make.${better}`;
}

/** What choosing the best of several does to its score, as a sentence; null where there was no choice. */
export function choiceWords({ models }: Pick<StudyFindings, "models">): string | null {
  if (models.length < 2) return null;
  return `The best of ${models.length} on the same test images looks a little better than it is: test it on other images before you quote its score.`;
}

function listed(names: readonly string[]): string {
  if (names.length > 4) return `${names.length} others`;
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}
