import { z } from "zod";
import type { Effects } from "../effects.ts";
import type { SpecSchema } from "../spec.ts";
import { listRunData } from "./folder/run-data.ts";
import { readRunRecord, requireFinished } from "./folder/run-record.ts";
import { writeReport } from "./folder/write-report.ts";
import { readMetrics } from "./score-run.ts";

export interface ReportSpec {
  readonly run: string;
}

export interface ReportResult {
  readonly report: string;
}

export const reportSpec: SpecSchema<ReportSpec> = z.strictObject({
  run: z.string().min(1).describe("Run folder that mor train has written").meta({ metavar: "RUN" }),
});

/** Writes a finished run's `report.html` anew; images that are gone by now are missing in it, nothing else. */
export async function report({ run }: ReportSpec, effects: Effects): Promise<ReportResult> {
  const record = await readRunRecord(run);
  requireFinished(record, run);
  const dataset = await listRunData(run, record);
  const metrics = await readMetrics(run);
  return { report: await writeReport({ folder: run, record, dataset, metrics }, effects) };
}
