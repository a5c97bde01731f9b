import { z } from "zod";
import type { JobActions, JobQueries } from "../../protocol/job-api.ts";
import { takeWhenMade } from "../images/example-images.ts";
import type { ActionRoutes, QueryRoutes } from "../route.ts";

const one = z.strictObject({ id: z.string().min(1).max(100) });

export const queries: QueryRoutes<JobQueries> = {
  "jobs/list": { input: z.strictObject({}), handle: async (_, { jobs }) => jobs.list() },
};

export const actions: ActionRoutes<JobActions> = {
  "jobs/pause": { input: one, handle: ({ id }, { jobs }) => jobs.pause(id) },
  "jobs/stop": { input: one, handle: ({ id }, { jobs }) => jobs.stop(id) },
  "jobs/resume": {
    input: one,
    handle: async ({ id }, context) => {
      const job = await context.jobs.resume(id);
      takeWhenMade(context, job);
      return job;
    },
  },
  "jobs/forget": {
    input: one,
    handle: async ({ id }, { jobs }) => {
      await jobs.forget(id);
      return null;
    },
  },
  "jobs/clear-finished": {
    input: z.strictObject({}),
    handle: async (_, { jobs }) => ({ forgotten: await jobs.clearFinished() }),
  },
};
