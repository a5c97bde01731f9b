import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { ServerEvent } from "../../../../src/app/protocol/event.ts";
import { openJobs } from "../../../../src/app/server/jobs/open-jobs.ts";
import type { RequestContext } from "../../../../src/app/server/route.ts";
import { openWorkspace } from "../../../../src/app/server/workspace/open-workspace.ts";
import { temporaryFolder } from "../../../data/dataset/made-images.ts";
import { trainSmall, writeDiscs } from "../../tasks/run/small-run.ts";

/** A workspace with 24 images of two classes below images/, and the run "discs" on them. */
export async function makeSmallWorkspace(): Promise<string> {
  const folder = join(await temporaryFolder(), "study");
  await writeDiscs(join(folder, "images"), ["large", "small"], 12);
  await trainSmall(join(folder, "images"), join(folder, "runs", "discs"));
  return folder;
}

/** What handlers are given, over a real workspace with real jobs. */
export async function openContext(
  folder: string,
): Promise<RequestContext & { readonly events: readonly ServerEvent[] }> {
  const workspace = await openWorkspace(folder, [join(folder, "..")]);
  const events: ServerEvent[] = [];
  const publish = (event: ServerEvent): void => void events.push(event);
  const now = (): Date => new Date();
  const jobs = await openJobs({
    folder: workspace.folder,
    publish,
    now,
    warn: (text) => {
      throw new Error(text);
    },
  });
  onTestFinished(async () => {
    await jobs.close();
    await workspace.close();
  });
  return { workspace, jobs, publish, now, signal: new AbortController().signal, events };
}

/** What leads elsewhere or is no name. */
export const hostileNames: readonly string[] = [
  "..",
  ".",
  "",
  "../runs/discs",
  "../../etc",
  "a/b",
  "a\\b",
  "/etc/passwd",
  ".hidden",
  "a\0b",
  "C:x",
  "x\u202egnp",
  "x".repeat(400),
];
