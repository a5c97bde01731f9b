import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { MorError } from "../../../errors.ts";
import { parseSpec } from "../../tasks/spec.ts";
import { chooseNext } from "./choose-next.ts";
import { jobCommand } from "./job-command.ts";
import { jobKinds } from "./job-kinds.ts";
import { noProgress } from "./job-progress.ts";
import { isAlive } from "./job-record.ts";
import { openJobStore } from "./job-store.ts";
import type { JobRequest, Jobs } from "./jobs.ts";
import { type JobsOptions, LiveJob } from "./live-job.ts";
import { outdated } from "./outdated-jobs.ts";
import { refuseForeignOutput } from "./own-output.ts";

const stopGraceMs = 20_000;
const closeGraceMs = 3_000;

/** So many jobs that are over stay in the list. */
const mostKept = 200;

/** Opens the jobs of a workspace. Those that an earlier server has left running or waiting are interrupted. */
export async function openJobs(options: JobsOptions): Promise<Jobs> {
  const { folder, publish, now, warn } = options;
  const { store, records, validations, strangers } = await openJobStore(join(folder, ".mor", "jobs"));
  for (const file of strangers) warn(`A file among the jobs is none of them and is passed over: ${file}`);
  const jobs = new Map(
    records.map((record) => [record.id, new LiveJob(record, options, store, validations.get(record.id))]),
  );
  for (const job of jobs.values()) {
    if (isAlive(job.record)) await job.change({ status: "interrupted", ended: now().getTime() });
  }
  let isClosed = false;
  /** Outputs of jobs that are being written down. */
  const claimed = new Set<string>();
  const remove = async (id: string): Promise<void> => {
    jobs.delete(id);
    await store.remove(id);
    publish({ kind: "job-forgotten", id });
  };
  /** Of the jobs that are over the latest stay. */
  const prune = async (): Promise<void> => {
    for (const id of outdated(
      [...jobs.values()].map(({ record }) => record),
      mostKept,
    )) {
      const job = jobs.get(id);
      // It may have been resumed or forgotten meanwhile.
      if (job !== undefined && !isAlive(job.record)) await remove(id);
    }
  };
  await prune();
  let latest = Math.max(0, ...records.map(({ created }) => created));

  const find = (id: string): LiveJob => {
    const job = jobs.get(id);
    if (job) return job;
    throw new MorError("input-missing", `Expected a job, got none of this name (${id})`, {
      hint: "It may have been taken off the list.",
    });
  };
  /** The job that is going to write an output. */
  const writerOf = (output: string): LiveJob | undefined =>
    [...jobs.values()].find(
      ({ record }) => isAlive(record) && record.output !== null && isSamePlace(record.output, output),
    );
  const beginNext = (): void => {
    if (isClosed) return;
    for (const { id } of chooseNext([...jobs.values()].map((job) => job.record))) {
      void find(id)
        .run()
        .finally(beginNext)
        .then(prune)
        // What could not be deleted is tried again after the next job.
        .catch((error: unknown) => warn(`Old jobs could not be taken off the list: ${error}`));
    }
  };
  const makeEnd = async (job: LiveJob, aim: "paused" | "stopped"): Promise<void> => {
    if (job.record.status === "stopping" && aim !== "stopped") return;
    const isOver = !isAlive(job.record) && !(aim === "stopped" && job.record.status === "paused");
    if (isOver) throw notNow(job, "one that runs or waits");
    await job.makeEnd(aim, stopGraceMs);
    beginNext();
  };

  return {
    list: () =>
      [...jobs.values()]
        .sort((one, other) => other.record.created - one.record.created)
        .map((job) => job.show()),
    spec: (id) => find(id).record.spec,
    start: async ({ kind, title, spec, output }: JobRequest) => {
      refuseWhenClosed(isClosed);
      const { load, positionals } = jobKinds[kind];
      const { schema } = await load();
      parseSpec(schema, spec);
      await refuseForeignOutput(folder, kind, spec);
      // From here to the claim nothing is waited for: of two that want one output, the second is refused.
      refuseWhenClosed(isClosed);
      const place = output?.toLowerCase();
      if (output !== undefined && (claimed.has(output.toLowerCase()) || writerOf(output))) {
        throw isWritten(output);
      }
      if (place !== undefined) claimed.add(place);
      // Two of one millisecond still have an order.
      latest = Math.max(now().getTime(), latest + 1);
      const id = `${new Date(latest).toISOString().replace(/\D/g, "").slice(0, 14)}-${kind}-${randomBytes(4).toString("hex")}`;
      const job = new LiveJob(
        {
          format: 1,
          id,
          kind,
          title,
          spec,
          output: output ?? null,
          command: jobCommand(kind, schema, spec, positionals),
          status: "queued",
          created: latest,
          started: null,
          ended: null,
          ...noProgress,
          error: null,
          goesOn: false,
          pid: null,
        },
        options,
        store,
      );
      try {
        await job.change({});
        jobs.set(id, job);
      } finally {
        if (place !== undefined) claimed.delete(place);
      }
      beginNext();
      return job.show();
    },
    pause: async (id) => {
      const job = find(id);
      if (!jobKinds[job.record.kind].keepsCheckpoints) throw notNow(job, "one that can be paused");
      await makeEnd(job, "paused");
      return job.show();
    },
    stop: async (id) => {
      const job = find(id);
      await makeEnd(job, "stopped");
      return job.show();
    },
    resume: async (id) => {
      const { kind, spec } = find(id).record;
      await refuseForeignOutput(folder, kind, spec);
      // Looked at last: another request may have resumed or forgotten it meanwhile.
      const job = find(id);
      if (!job.show().canResume) throw notNow(job, "one that was paused, stopped, interrupted or has failed");
      const { output, created } = job.record;
      const isNewer = ({ record }: LiveJob): boolean =>
        record.kind === kind &&
        record.created > created &&
        output !== null &&
        record.output !== null &&
        isSamePlace(record.output, output);
      if (output !== null && (writerOf(output) || [...jobs.values()].some(isNewer))) throw isWritten(output);
      await job.queueAgain();
      beginNext();
      return job.show();
    },
    forget: async (id) => {
      const job = find(id);
      if (isAlive(job.record)) throw notNow(job, "one that has ended");
      await remove(id);
    },
    clearFinished: async () => {
      const finished = [...jobs.values()].filter(({ record }) => record.status === "finished");
      for (const { record } of finished) await remove(record.id);
      return finished.length;
    },
    latestResult: (kind) => store.readResult(kind),
    classified: (id) => find(id).classified,
    validated: (id) => find(id).validation,
    ended: (id) => find(id).ended(),
    close: async () => {
      isClosed = true;
      const alive = [...jobs.values()].filter((job) => isAlive(job.record));
      await Promise.all(
        alive.map(async (job) => {
          await job.makeEnd("interrupted", closeGraceMs).catch((error: unknown) => {
            // What is on the disk still says that it runs, and the next server knows what that means.
            warn(`The end of the job "${job.record.title}" could not be kept: ${error}`);
          });
          await job.ended();
        }),
      );
    },
  };
}

function notNow(job: LiveJob, wanted: string): MorError {
  const { title, status } = job.record;
  return new MorError("usage", `Expected a job that is ${wanted}, got one that is ${status} ("${title}")`, {
    hint: "It has gone on since this was shown; look at the list of jobs.",
  });
}

function isWritten(output: string): MorError {
  return new MorError("usage", `Expected an output of its own, got that of another job (${output})`, {
    hint: "Choose another name, or stop or remove the other job first.",
    path: output,
  });
}

/** Some disks take "Leaf" and "leaf" for one name. */
function isSamePlace(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

function refuseWhenClosed(isClosed: boolean): void {
  if (!isClosed) return;
  throw new MorError("cancelled", "Expected a server that runs, got one that is ending.", {
    hint: "Start it again with mor serve.",
  });
}
