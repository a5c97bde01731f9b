import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { listRuns } from "../../../../src/app/server/runs/list-runs.ts";
import { openContext } from "../explanations/small-workspace.ts";
import { makeFolderForTest } from "../support/serve-for-test.ts";

it.skipIf(process.platform === "win32")("says of each run that is passed over why", async () => {
  const folder = join(await makeFolderForTest(), "workspace");
  for (const name of ["linked", "back\\slash"]) await mkdir(join(folder, "runs", name), { recursive: true });
  await writeFile(join(folder, "other.json"), "{}");
  await symlink(join(folder, "other.json"), join(folder, "runs", "linked", "run.json"));
  const runs = await listRuns(await openContext(folder));
  expect(Object.fromEntries(runs.map(({ name, problem }) => [name, problem]))).toEqual({
    linked: expect.stringMatching(/links/),
    "back\\slash": expect.stringMatching(/rename/),
  });
});
