import type { ImageFindings } from "../../../src/app/protocol/image-api.ts";
import type { PartitionPreview } from "../../../src/app/protocol/partition-api.ts";
import { dateWords } from "../results/number-words.ts";

/** What is known of a partition without leaks: never more than was looked for. Empty when there is nothing good to say. */
export function safetyWords(
  { groupCount, leaks }: Pick<PartitionPreview, "groupCount" | "leaks">,
  { job, checked }: Pick<ImageFindings, "job" | "checked">,
): string {
  const known = [
    groupCount > 0 && leaks.groups.length === 0 ? "every group is in one part" : undefined,
    job !== null && leaks.duplicates.length === 0
      ? `no image has a copy in another part, by the check of ${dateWords(checked)}`
      : undefined,
  ].filter((part) => part !== undefined);
  if (known.length === 0) return "";
  const words = `${known.join(", and ")}.`;
  // Only what was looked for on both ways may be called safe.
  if (known.length === 2) return `No leak: ${words}`;
  return words.charAt(0).toUpperCase() + words.slice(1);
}
