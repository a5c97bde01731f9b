import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { MorError } from "../../../errors.ts";
import type { MetricsFile } from "../../../learning/metrics/metric-set.ts";
import type { Effects } from "../effects.ts";
import type { SpecSchema } from "../spec.ts";
import { openRunData } from "./evaluate-run.ts";
import { readRunRecord, requireFinished, runFiles } from "./run-record.ts";
import { writeReport } from "./write-report.ts";

export interface ReportSpec {
  readonly run: string;
}

export interface ReportResult {
  readonly report: string;
}

export const reportSpec: SpecSchema<ReportSpec> = z.strictObject({
  run: z.string().min(1).describe("Run folder that mor train has written").meta({ metavar: "RUN" }),
});

/** Writes a finished run's `report.html` anew. */
export async function report({ run }: ReportSpec, effects: Effects): Promise<ReportResult> {
  const record = await readRunRecord(run);
  requireFinished(record, run);
  const dataset = await openRunData(run, record);
  const metrics = await readMetrics(join(run, runFiles.metrics));
  return { report: await writeReport({ folder: run, record, dataset, metrics }, effects) };
}

async function readMetrics(file: string): Promise<MetricsFile> {
  try {
    return JSON.parse(await readFile(file, "utf8")) as MetricsFile; // mor train has written it
  } catch (cause) {
    throw new MorError("run-invalid", `Cannot read the run's metrics (${file})`, {
      hint: "Train again, or restore the file.",
      path: file,
      cause,
    });
  }
}
