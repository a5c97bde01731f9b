import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { phantoms } from "deeplearnmor";
import { expect, it, onTestFinished } from "vitest";
import type { Job } from "../../../../src/app/protocol/job.ts";
import { startMor } from "../../cli/run-mor.ts";
import { ask, makeFolderForTest, post } from "../support/serve-for-test.ts";

interface Served {
  readonly process: ChildProcess;
  readonly port: number;
  readonly token: string;
}

/** The built `mor serve`, in a process of its own. */
async function serve(workspace: string): Promise<Served> {
  const child = startMor(["serve", workspace, "--no-open", "--port", "0"]);
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  let said = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    said += chunk.toString();
  });
  const link = /http:\/\/127\.0\.0\.1:(\d+)\/\?token=([\w-]+)/;
  await expect.poll(() => said, { timeout: 30_000 }).toMatch(link);
  const [, port = "", token = ""] = link.exec(said) ?? [];
  return { process: child, port: Number(port), token };
}

async function jobsOf(server: Served): Promise<Job[]> {
  return JSON.parse((await ask(server, "/api/jobs/list")).text);
}

it("a training that kill -9 of the server has cut off is interrupted, and goes on under the next server", async () => {
  const workspace = await makeFolderForTest();
  const images = join(workspace, "images");
  await phantoms({ out: images, imagesPerClass: 4, plants: 4, size: 32 });
  const first = await serve(workspace);
  const added = await post(first, "/api/images/add-folder", { folder: images, labels: "folder-names" });
  expect([added.status, JSON.parse(added.text).added]).toEqual([200, 24]);
  const options = { model: "resnet", width: 4, size: 16, epochs: 60, stepsPerEpoch: 4, threads: 1 };
  const started = await post(first, "/api/train/start", { name: "leaf", options });
  expect([started.status, started.text]).toEqual([200, expect.stringContaining("job")]);
  const { job }: { job: string } = JSON.parse(started.text);
  const epochs = async (): Promise<number> => {
    const history = await readFile(join(workspace, "runs", "leaf", "history.csv"), "utf8").catch(() => "");
    return Math.max(0, history.trimEnd().split("\n").length - 1);
  };
  await expect.poll(epochs, { timeout: 40_000, interval: 20 }).toBeGreaterThan(0);
  const { pid } = JSON.parse(await readFile(join(workspace, ".mor", "jobs", `${job}.json`), "utf8"));
  first.process.kill("SIGKILL");
  await once(first.process, "exit");

  const second = await serve(workspace);
  expect(await jobsOf(second)).toMatchObject([
    { id: job, status: "interrupted", canResume: true, canPause: false },
  ]);
  // The process of the job has noticed that its server is gone.
  await expect.poll(() => isThere(pid), { timeout: 10_000 }).toBe(false);
  const reached = await epochs();
  expect(reached).toBeLessThan(60);
  expect((await post(second, "/api/jobs/resume", { id: job })).status).toBe(200);
  await expect.poll(async () => (await jobsOf(second))[0]?.status, { timeout: 60_000 }).toBe("finished");
  expect(await epochs()).toBe(60);
  expect((await ask(second, `/file/runs/report?input=${encodeURIComponent('{"run":"leaf"}')}`)).status).toBe(
    200,
  );
}, 120_000);

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
