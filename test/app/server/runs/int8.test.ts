import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { actions, queries } from "../../../../src/app/server/routes/int8.ts";
import {
  actions as predictActions,
  queries as predictQueries,
} from "../../../../src/app/server/routes/predictions.ts";
import { actions as runActions } from "../../../../src/app/server/routes/runs.ts";
import { trainSmall } from "../../tasks/run/small-run.ts";
import { hostileNames, makeSmallWorkspace, openContext } from "../explanations/small-workspace.ts";

let folder = "";
const run = "discs";

beforeAll(async () => {
  folder = await makeSmallWorkspace();
  await trainSmall(join(folder, "images"), join(folder, "runs", "forest"), { model: "forest" });
}, 30_000);

describe("a model in 8 bits", () => {
  it("is made in a job, measured, and used for predictions", async () => {
    const context = await openContext(folder);
    const predict = { run, images: ["images/large"], precision: "int8" } as const;
    await expect(predictActions["predict/start"].handle(predict, context)).rejects.toThrow(
      /in 8 bits, got none/,
    );
    expect(await queries["int8/state"].handle({ run }, context)).toEqual({
      isPossible: true,
      worth: null,
      command: "mor quantize runs/discs",
    });
    const job = await actions["int8/start"].handle({ run }, context);
    await expect(actions["int8/start"].handle({ run }, context)).rejects.toMatchObject({ code: "usage" });
    await expect(runActions["runs/remove"].handle({ run }, context)).rejects.toThrow(/still writes/);
    expect(await context.jobs.ended(job.id)).toMatchObject({ status: "finished", error: null });
    const { worth } = await queries["int8/state"].handle({ run }, context);
    expect(worth).toMatchObject({ part: "test", met: expect.any(Boolean), maxLoss: 0.5 });
    expect(worth?.loss.value).toBeCloseTo((worth?.float32Accuracy ?? 0) - (worth?.int8Accuracy ?? 0), 12);
    expect(worth?.layers.all).toBeGreaterThan(0);
    expect(await readdir(join(folder, "runs", run))).toContain("model-int8.onnx");

    const again = await actions["int8/start"].handle({ run }, context);
    expect(context.jobs.spec(again.id)).toMatchObject({ force: true });
    await context.jobs.stop(again.id);
    await context.jobs.ended(again.id);
    const started = await predictActions["predict/start"].handle(predict, context);
    expect(started.job.command).toMatch(/--precision int8/);
    expect(await context.jobs.ended(started.job.id)).toMatchObject({ status: "finished", error: null });
    const [table] = await predictQueries["predict/list"].handle({}, context);
    expect(table).toMatchObject({ name: started.name, precision: "int8" });
  }, 60_000);

  it("is for networks alone", async () => {
    const context = await openContext(folder);
    expect(await queries["int8/state"].handle({ run: "forest" }, context)).toMatchObject({
      isPossible: false,
    });
    for (const name of hostileNames) {
      await expect(queries["int8/state"].handle({ run: name }, context)).rejects.toMatchObject({
        code: "input-missing",
      });
      await expect(actions["int8/start"].handle({ run: name }, context)).rejects.toThrow();
    }
  });
});
