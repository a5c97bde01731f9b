import type { ImageFindings } from "../../../src/app/protocol/image-api.ts";
import type { PartitionPreview } from "../../../src/app/protocol/partition-api.ts";
import { countOf, dateWords } from "../results/number-words.ts";

/** What is known of a partition without leaks: never more than was looked for. Empty when there is nothing good to say. */
export function safetyWords(
  { groupCount, leaks }: Pick<PartitionPreview, "groupCount" | "leaks">,
  { job, checked, newer, truncated }: Pick<ImageFindings, "job" | "checked" | "newer" | "truncated">,
): string {
  const limits = truncated
    ? ", which found more pairs than it could keep"
    : newer > 0
      ? `, after which ${countOf(newer, "image")} came in`
      : "";
  const known = [
    groupCount > 0 && leaks.groups.length === 0 ? "every group is in one part" : undefined,
    job !== null && leaks.duplicates.length === 0
      ? `no image has a copy in another part, by the check of ${dateWords(checked)}${limits}`
      : undefined,
  ].filter((part) => part !== undefined);
  if (known.length === 0) return "";
  const words = `${known.join(", and ")}.`;
  // Only what was looked for on both ways may be called safe.
  if (known.length === 2 && limits === "") return `No leak: ${words}`;
  return words.charAt(0).toUpperCase() + words.slice(1);
}
