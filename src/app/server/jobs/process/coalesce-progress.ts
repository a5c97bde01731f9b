import type { ProgressEvent } from "../../../protocol/progress.ts";

/**
 * The same progress in fewer events: of the advances of a stage that follow each other only the last is kept, with the
 * last note, and images that were classified one after another come together.
 */
export function coalesceProgress(events: readonly ProgressEvent[]): ProgressEvent[] {
  const kept: ProgressEvent[] = [];
  for (const event of events) {
    const last = kept.at(-1);
    if (event.kind === "advance" && last?.kind === "advance" && last.stage === event.stage) {
      kept[kept.length - 1] = { ...last, ...event };
    } else if (event.kind === "classified" && last?.kind === "classified") {
      kept[kept.length - 1] = { kind: "classified", images: [...last.images, ...event.images] };
    } else {
      kept.push(event);
    }
  }
  return kept;
}
