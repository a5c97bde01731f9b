import { z } from "zod";
import { MorError } from "../../../errors.ts";
import type { BackboneActions, BackboneQueries } from "../../protocol/backbone-api.ts";
import { backboneName, refuseIncluded } from "../../tasks/backbone/backbone-name.ts";
import { backboneTask } from "../../tasks/backbone/backbone-task.ts";
import { knownWeights } from "../../tasks/backbone/pull-backbone.ts";
import { silentEffects } from "../../tasks/effects.ts";
import { listNetworks, pullTitle } from "../backbones/list-networks.ts";
import type { ActionRoutes, QueryRoutes, RequestContext } from "../route.ts";

const text = z.string().min(1).max(1000);
const name = z.string().max(1000);

export const queries: QueryRoutes<BackboneQueries> = {
  "backbones/list": { input: z.strictObject({}), handle: async (_, context) => await listNetworks(context) },
};

export const actions: ActionRoutes<BackboneActions> = {
  "backbones/pull": {
    input: z.strictObject({ name, from: text.optional() }),
    handle: async (input, context) => {
      const published = knownWeights(backboneName(input.name)).name;
      refuseTwice(published, context);
      const { workspace, jobs } = context;
      const from = input.from === undefined ? {} : { from: await workspace.folders.resolve(input.from) };
      const job = await jobs.start({
        kind: "backbone",
        title: pullTitle(published),
        spec: { action: "pull", targets: [published], ...from },
      });
      return { job: job.id };
    },
  },
  "backbones/add": {
    input: z.strictObject({
      file: text,
      as: text.optional(),
      licence: text.optional(),
      citation: text.optional(),
      inputScaling: z.enum(["torch", "tensorflow", "caffe", "unit"]).optional(),
      tap: text.optional(),
    }),
    handle: async ({ file, ...facts }, { workspace, jobs }) => {
      if (facts.as !== undefined) refuseIncluded(backboneName(facts.as));
      const path = await workspace.folders.resolve(file);
      const job = await jobs.start({
        kind: "backbone",
        title: `Add a network: "${path.split(/[\\/]/).at(-1)}"`,
        spec: { action: "add", targets: [path], ...facts },
      });
      return { job: job.id };
    },
  },
  "backbones/remove": {
    input: z.strictObject({ name }),
    handle: async (input, context) => {
      refuseTwice(input.name, context);
      const effects = { ...silentEffects(), now: context.now };
      await backboneTask({ action: "remove", targets: [backboneName(input.name)], force: false }, effects);
      return null;
    },
  },
};

const busy: ReadonlySet<string> = new Set(["queued", "running", "stopping"]);

/** @throws MorError `usage` while a network is downloaded. */
function refuseTwice(network: string, { jobs }: RequestContext): void {
  const title = pullTitle(network);
  if (!jobs.list().some((job) => job.kind === "backbone" && job.title === title && busy.has(job.status)))
    return;
  throw new MorError("usage", `Expected a network that is not downloaded at the moment, got ${network}`, {
    hint: "Wait for the end of the download, or stop it.",
  });
}
