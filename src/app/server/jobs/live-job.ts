import type { ServerEvent } from "../../protocol/event.ts";
import type { Job } from "../../protocol/job.ts";
import type { ClassifiedImage, ProgressEvent } from "../../protocol/progress.ts";
import { specFields } from "../../tasks/spec.ts";
import { jobKinds } from "./job-kinds.ts";
import { addWarning, advanceProgress } from "./job-progress.ts";
import { beginAgain, isAlive, type JobRecord, showJob } from "./job-record.ts";
import type { JobStore, Validation } from "./job-store.ts";
import { specToGoOn } from "./own-output.ts";
import type { JobReport } from "./process/job-message.ts";
import { type JobProcess, type ProcessEnd, startJobProcess } from "./process/start-job-process.ts";
import { untilGone } from "./process/until-gone.ts";

/** What all jobs of a workspace share. */
export interface JobsOptions {
  /** The workspace: absolute, links resolved. */
  readonly folder: string;
  readonly publish: (event: ServerEvent) => void;
  readonly now: () => Date;
  readonly warn: (text: string) => void;
}

/** What a job becomes that is made to end. */
export type Aim = "paused" | "stopped" | "interrupted";

const publishEveryMs = 250;

/** The process of an earlier server ends when it notices that this has gone, at the latest after a step of its work. */
const predecessorMs = 30_000;

/** A job with its process, from the queue to its end; all that happens to it is published and kept. */
export class LiveJob {
  #record: JobRecord;
  readonly #options: JobsOptions;
  readonly #store: JobStore;
  #process: JobProcess | undefined;
  #aim: Aim | undefined;
  #classified: ClassifiedImage[] = [];
  #validation: Validation | undefined;
  /** Ends when the latest validation is on the disk. */
  #keeping: Promise<void> | undefined;
  #publishing: NodeJS.Timeout | undefined;
  #waiting: ((job: Job) => void)[] = [];

  constructor(record: JobRecord, options: JobsOptions, store: JobStore, validation?: Validation) {
    this.#validation = validation;
    this.#record = record;
    this.#options = options;
    this.#store = store;
  }

  get record(): JobRecord {
    return this.#record;
  }

  get classified(): readonly ClassifiedImage[] {
    return this.#classified;
  }

  get validation(): Validation | undefined {
    return this.#validation;
  }

  show(): Job {
    const job = showJob(this.#record, this.#now());
    return job.status === "stopping" && this.#aim === "paused" ? { ...job, isPausing: true } : job;
  }

  /** Publishes a change and resolves when it is on the disk. @throws MorError `output-unwritable` */
  async change(change: Partial<JobRecord>): Promise<void> {
    this.#record = { ...this.#record, ...change };
    this.#publish();
    try {
      await this.#store.save(this.#record);
    } finally {
      if (!isAlive(this.#record)) for (const settle of this.#waiting.splice(0)) settle(this.show());
    }
  }

  /** Puts an ended job into the queue once more. */
  async queueAgain(): Promise<void> {
    this.#aim = undefined;
    this.#classified = [];
    await this.change(beginAgain(this.#record));
  }

  /** Works on it in a process of its own; resolves when that has ended, however it did. */
  async run(): Promise<void> {
    try {
      const { pid, goesOn, kind } = this.#record;
      await this.change({ status: "running", started: this.#now() });
      const spec = goesOn ? await this.#specToGoOn() : this.#record.spec;
      if (goesOn && pid !== null) await untilGone(pid, predecessorMs, () => this.#aim === undefined);
      if (this.#aim !== undefined) return await this.#end({ last: undefined, how: "" });
      const process = startJobProcess({
        kind,
        spec,
        folder: this.#options.folder,
        onReport: (report) => this.#hear(report),
      });
      this.#process = process;
      await this.change({ pid: process.pid ?? null });
      await this.#end(await process.ended);
    } catch (error) {
      // Only the disk is left to fail here: the job ends, whatever can be kept of that.
      this.#process?.stop(0);
      const message = error instanceof Error ? error.message : String(error);
      this.#options.warn(`The job "${this.#record.title}" could not be kept: ${message}`);
      const failure = { message, hint: "Free some space on the disk, then try again." };
      await this.change({ status: "failed", ended: this.#now(), error: failure }).catch(() => {});
    } finally {
      this.#process = undefined;
    }
  }

  /** Makes it end; resolves at once, with a process that has `graceMs` to do so. */
  async makeEnd(aim: Aim, graceMs: number): Promise<void> {
    const { status } = this.#record;
    if (status === "running" || status === "stopping") {
      // Who gives a job up after pausing it does not want to go on with it.
      if (this.#aim === undefined || aim === "stopped") this.#aim = aim;
      this.#process?.stop(graceMs);
      if (status === "running") await this.change({ status: "stopping" });
    } else {
      await this.change({ status: aim, ended: this.#now() });
    }
  }

  /** Resolves when it has neither a process nor a place in the queue. */
  ended(): Promise<Job> {
    if (!isAlive(this.#record)) return Promise.resolve(this.show());
    return new Promise((settle) => this.#waiting.push(settle));
  }

  /** Writes until what is written is the latest: epochs may be shorter than a write. */
  async #keepValidation(): Promise<void> {
    let written: Validation | undefined;
    while (this.#validation !== undefined && written !== this.#validation) {
      written = this.#validation;
      // A full disk must not end a training that can go on: its own files tell of that.
      await this.#store.saveValidation(this.#record.id, written).catch(() => {});
    }
    this.#keeping = undefined;
  }

  #now(): number {
    return this.#options.now().getTime();
  }

  async #specToGoOn(): Promise<Readonly<Record<string, unknown>>> {
    const { keepsCheckpoints, load } = jobKinds[this.#record.kind];
    const { schema } = await load();
    const hasForce = specFields(schema).some(({ key }) => key === "force");
    return await specToGoOn(this.#options.folder, this.#record, { keepsCheckpoints, hasForce });
  }

  #hear(report: JobReport): void {
    if (report.kind === "warning")
      this.#record = { ...this.#record, ...addWarning(this.#record, report.text) };
    if (report.kind === "progress") for (const event of report.events) this.#follow(event);
    this.#publishing ??= setTimeout(() => this.#publish(), publishEveryMs);
  }

  #follow(event: ProgressEvent): void {
    const { id } = this.#record;
    if (event.kind === "classified") {
      const from = this.#classified.length;
      for (const image of event.images) this.#classified.push(image);
      this.#options.publish({ kind: "classified", job: id, from, images: event.images });
    } else if (event.kind === "validated") {
      const { epoch, mistakes } = event;
      this.#validation = { epoch, mistakes };
      this.#keeping ??= this.#keepValidation();
      this.#options.publish({ kind: "validated", job: id, epoch, mistakes });
      this.#publishRun();
    } else {
      this.#record = { ...this.#record, ...advanceProgress(this.#record, event, this.#now()) };
    }
  }

  async #end({ last, how }: ProcessEnd): Promise<void> {
    const ended = this.#now();
    const { id, kind } = this.#record;
    await this.#keeping; // nothing is written for a job that has ended: it may be forgotten
    // What is on the disk now, or was not looked at, need not stay in memory until the server ends.
    if (last?.kind === "finished" || kind !== "predict") this.#classified = [];
    if (last?.kind === "finished") {
      if (jobKinds[kind].keepsResult) {
        await this.#store.saveResult(kind, { job: id, ended, result: last.result });
      }
      await this.change({ status: "finished", ended });
    } else if (this.#aim !== undefined) {
      // Whatever goes wrong on the way out is a consequence of it.
      await this.change({ status: this.#aim, ended });
    } else if (last?.kind === "failed") {
      const { code: _, ...error } = last.failure;
      await this.change({ status: "failed", ended, error });
    } else {
      await this.change({ status: "failed", ended, error: crash(how) });
    }
    this.#publishRun();
  }

  #publish(): void {
    clearTimeout(this.#publishing);
    this.#publishing = undefined;
    this.#options.publish({ kind: "job", job: this.show() });
  }

  /** Tells that files of the run have changed, if it is one that the job writes. */
  #publishRun(): void {
    const run = /^runs\/([^/]+)/.exec(this.#record.output ?? "")?.[1];
    if (run !== undefined) this.#options.publish({ kind: "run", run });
  }
}

function crash(how: string): NonNullable<Job["error"]> {
  return {
    message: `Expected the process of the job to give a result, got none (${how}).`,
    hint: "The machine may have run out of memory: close other programs or take a smaller size, then try again.",
  };
}
