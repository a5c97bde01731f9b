import type { Job } from "../../../src/app/protocol/job.ts";

type Failure = NonNullable<Job["error"]>;

/** What can be done on the page, by the reason of a failure: the hints of the library name options that the page calls otherwise. */
const remedies: Readonly<Record<string, string>> = {
  "too-many-broken":
    "Mend or remove these files. For a training a larger “Share of broken images”, among all options, passes over them.",
  "too-many-small":
    "Remove these files, take a smaller “Size of the input”, or a larger “Share of broken images”.",
  "partition-incomplete": "Make the partition anew on the page of the partition.",
  "partition-train-alone": "Make the partition anew on the page of the partition, with a part for the test.",
  "partition-leaks":
    "Make the partition anew on the page of the partition. “Accept a group in several parts” trains nevertheless, and the score will be too good.",
};

/** Reasons that the page has words for. */
export const knownReasons: readonly string[] = Object.keys(remedies);

/** What can be done about a failure, in the words of the page. */
export function remedyWords({ reason, hint }: Failure): string | null {
  return (reason === undefined ? undefined : remedies[reason]) ?? hint;
}

/** What went wrong, with pages of stacks counted from 1 as everywhere on the page; the command line counts from 0. */
export function failureWords({ message }: Pick<Failure, "message">): string {
  return message.replace(
    /\bpage 0 to (\d+), got (\d+)/g,
    (_, last: string, page: string) => `page 1 to ${Number(last) + 1}, got ${Number(page) + 1}`,
  );
}
