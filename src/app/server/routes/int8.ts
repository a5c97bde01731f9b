import { z } from "zod";
import type { Int8Actions, Int8Queries } from "../../protocol/int8-api.ts";
import { quantizeSpec } from "../../tasks/quantize/quantize-spec.ts";
import { findInt8Record } from "../../tasks/run/folder/int8-record.ts";
import { modelFileOf, readRunRecord, requireFinished, runFiles } from "../../tasks/run/folder/run-record.ts";
import { jobCommand } from "../jobs/job-command.ts";
import type { ActionRoutes, QueryRoutes } from "../route.ts";
import { findRun, runsFolder } from "../runs/find-run.ts";
import { int8Worth } from "../runs/int8-worth.ts";

const oneRun = z.strictObject({ run: z.string().min(1).max(300) });

export const queries: QueryRoutes<Int8Queries> = {
  "int8/state": {
    input: oneRun,
    handle: async ({ run }, { workspace }) => {
      const folder = await findRun(workspace, run);
      const record = await readRunRecord(folder);
      const stored = await findInt8Record(folder);
      return {
        isPossible: record.status === "finished" && modelFileOf(record) === runFiles.model,
        worth: stored === undefined ? null : int8Worth(stored),
        command: jobCommand("quantize", quantizeSpec, { run: `${runsFolder}/${run}` }, ["run"]),
      };
    },
  },
};

export const actions: ActionRoutes<Int8Actions> = {
  "int8/start": {
    input: oneRun,
    handle: async ({ run }, { workspace, jobs }) => {
      const folder = await findRun(workspace, run);
      requireFinished(await readRunRecord(folder), folder);
      const output = `${runsFolder}/${run}`;
      return await jobs.start({
        kind: "quantize",
        title: `Make "${run}" faster`,
        // What a stopped job has left, or an earlier one has made, is not to stand in the way.
        spec: { run: output, force: true },
        output,
      });
    },
  },
};
