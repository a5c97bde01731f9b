import { cp, mkdir, readdir, readFile, realpath, symlink, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import type { z } from "zod";
import { allRoutes } from "../../../../src/app/server/routes/all-routes.ts";
import { isInside } from "../../../../src/data/dataset/listing.ts";
import { tinyPng } from "../../../support/tiny-png.ts";
import { goodInput, hostileInputs } from "../support/hostile-inputs.ts";
import { makeStudy, readTree } from "../support/make-study.ts";
import {
  type Answer,
  ask,
  makeFolderForTest,
  post,
  serveForTest,
  type TestServer,
  withInput,
} from "../support/serve-for-test.ts";

/** Stands in every file outside of the workspace, and nowhere else. */
const secret = "SECRET-7F3A";
const secretPng = Buffer.from(
  tinyPng(37, 41, new Uint8Array(37 * 41).fill(200)).split(",")[1] ?? "",
  "base64",
);
const whatMayNotBeSeen = /SECRET-7F3A|root:x:0|"width":37/;

/** Names that the page gives to things, each of them a link to something real outside. */
const links = ["link", "link.png", "link.csv", "linked-run"];

function hostileTexts(outside: string): string[] {
  const files = ["secret.png", "secret.csv", "run"];
  return [
    ...files.flatMap((file) => [
      `${outside}/${file}`,
      `../outside/${file}`,
      `../../outside/${file}`,
      `good/../../../outside/${file}`,
      `%2e%2e%2foutside%2f${file}`,
      `..\\outside\\${file}`,
      `link/${file}`,
      `images/link/${file}`,
      `../outside/${file}\0.png`,
    ]),
    ...links.flatMap((link) => [link, `images/${link}`, `runs/${link}`, `./${link}`]),
    "/etc/passwd",
    "../../../../../../../../etc/passwd",
    "/etc/passwd\0.png",
    "file:///etc/passwd",
    "\\\\server\\share\\a.png",
    "..",
    ".",
    "/",
    "~",
    "\0",
    "good\0",
  ];
}

/** A workspace with one of everything, and beside it what nobody may see: the same things, reached by links from everywhere. */
async function makeTrap(): Promise<{ above: string; outside: string; image: string }> {
  const above = await makeFolderForTest();
  const [workspace, outside] = [join(above, "workspace"), join(above, "outside")];
  const { image } = await makeStudy(workspace);
  await mkdir(join(outside, "pictures", "class"), { recursive: true });
  await writeFile(join(outside, "secret.png"), secretPng);
  await writeFile(join(outside, "secret.csv"), `path,label\nsecret.png,${secret}\n`);
  await writeFile(join(outside, "manifest.csv"), `path,label\nsecret.png,${secret}\n`);
  await writeFile(join(outside, "pictures", "class", `${secret}.png`), secretPng);
  await cp(join(workspace, "runs", "good"), join(outside, "run"), { recursive: true });
  for (const name of await readdir(join(outside, "run"))) {
    if (!/\.(csv|json|html)$/.test(name)) continue;
    const file = join(outside, "run", name);
    await writeFile(file, (await readFile(file, "utf8")).replaceAll("mito", secret));
  }
  await cp(join(workspace, "explanations", "good"), join(outside, "explanation"), { recursive: true });
  const evaluation = await readFile(join(workspace, "evaluations", "good.json"), "utf8");
  await writeFile(join(outside, "evaluation.json"), evaluation.replaceAll("mito", secret));
  for (const shelf of [
    "",
    "images",
    "runs",
    "predictions",
    "explanations",
    "evaluations",
    "studies",
    "features",
  ]) {
    const folder = join(workspace, shelf);
    await symlink(outside, join(folder, "link"));
    await symlink(join(outside, "secret.png"), join(folder, "link.png"));
    await symlink(join(outside, "secret.csv"), join(folder, "link.csv"));
    await symlink(join(outside, "evaluation.json"), join(folder, "link.json"));
    await symlink(
      join(outside, shelf === "explanations" ? "explanation" : "run"),
      join(folder, "linked-run"),
    );
  }
  await symlink(join(outside, "secret.png"), join(workspace, "images", "good", "linked.png"));
  return { above, outside, image };
}

/** Jobs wait behind stopped processes: what a request would start is looked at, not run. */
async function stopAllWork(server: TestServer): Promise<void> {
  const { jobs } = server.context;
  const spec = { out: "images/never", imagesPerClass: 2000, size: 1024 };
  const waiting = [
    await jobs.start({ kind: "train", title: "long", spec: { data: "manifest.csv", out: "runs/never" } }),
    await jobs.start({ kind: "evaluate", title: "looking", spec: { run: "runs/good", bootstrap: 100_000 } }),
    await jobs.start({ kind: "phantoms", title: "short", spec }),
    await jobs.start({ kind: "phantoms", title: "short", spec: { ...spec, out: "images/never-2" } }),
  ];
  for (const { id } of waiting) {
    const file = join(server.workspace, ".mor", "jobs", `${id}.json`);
    await expect.poll(async () => JSON.parse(await readFile(file, "utf8")).pid).toBeTypeOf("number");
    process.kill(JSON.parse(await readFile(file, "utf8")).pid, "SIGSTOP");
  }
}

/** What stands in the places of a spec that hold paths. */
function pathsIn(spec: Readonly<Record<string, unknown>>): string[] {
  const keys = ["data", "out", "run", "root", "images", "image", "backbone", "predictions"];
  return keys.flatMap((key) => [spec[key]].flat()).filter((value) => typeof value === "string");
}

async function realOf(path: string): Promise<string> {
  return await realpath(path).catch(() => path);
}

/** Forgets what requests have started, after a look at what it would have read and written. */
async function judgeJobs(server: TestServer): Promise<void> {
  const { jobs } = server.context;
  for (const job of jobs.list()) {
    if (job.status !== "queued") continue;
    const file = join(server.workspace, ".mor", "jobs", `${job.id}.json`);
    const { spec } = JSON.parse(await readFile(file, "utf8"));
    for (const path of pathsIn(spec)) {
      const real = await realOf(resolve(server.workspace, path));
      expect([job.title, path, isInside(server.workspace, real)]).toEqual([job.title, path, true]);
    }
    await jobs.stop(job.id);
    await jobs.forget(job.id);
  }
}

/** Options of a training that name files. */
const looseKeys = ["data", "out", "root", "backbone"];

type Send = (server: TestServer, name: string, input: unknown) => Promise<Answer>;

const tables: readonly (readonly [keyof typeof allRoutes, Send])[] = [
  ["queries", (server, name, input) => ask(server, withInput(`/api/${name}`, input))],
  ["actions", (server, name, input) => post(server, `/api/${name}`, input)],
  ["files", (server, name, input) => ask(server, withInput(`/file/${name}`, input))],
  [
    "uploads",
    (server, name, input) =>
      ask(server, withInput(`/upload/${name}`, input), {
        method: "POST",
        headers: { "Content-Type": "application/octet-stream" },
        body: secretPng,
      }),
  ],
];

describe("a path that leads out of the workspace", () => {
  it.each(tables)(
    "shows and changes nothing, in every text of all %s",
    async (table, send) => {
      const { above, outside, image } = await makeTrap();
      const server = await serveForTest({ above });
      if (table === "actions") await stopAllWork(server);
      const good = { path: image, paths: image, images: image, method: "grad-cam", methods: "grad-cam" };
      const before = await readTree(outside);
      const beside = await readdir(above);
      for (const [name, route] of Object.entries(allRoutes[table])) {
        // What each handler takes is told by its own schema.
        const schema = route.input as z.ZodType;
        const answerToNothing = async (field: string): Promise<string | undefined> => {
          const inputs = hostileInputs(schema, "nothing-of-this-name", good, looseKeys);
          const input = inputs.find((one) => one.field === field)?.input;
          return (await send(server, name, input)).text;
        };
        for (const text of hostileTexts(outside)) {
          for (const { field, input } of hostileInputs(schema, text, good, looseKeys)) {
            const answer = await send(server, name, input);
            const told = `${name} ${field} ${JSON.stringify(text)}: ${answer.status} ${answer.text.slice(0, 300)}`;
            if (answer.status === 200) {
              const shown = answer.text.replaceAll(JSON.stringify(text).slice(1, -1), "");
              if (whatMayNotBeSeen.test(shown)) expect.fail(`shows what lies outside: ${told}`);
              // An answer about several files may leave some out: as if they were not there.
              if (table === "files" && answer.text !== (await answerToNothing(field))) {
                expect.fail(`gives a file: ${told}`);
              }
            }
            if (answer.text.includes('"code":"bug"')) expect.fail(`did not expect this: ${told}`);
          }
          if (table === "actions") await judgeJobs(server);
        }
        expect([name, await readTree(outside)]).toEqual([name, before]);
        expect([name, await readdir(above)]).toEqual([name, beside]);
      }
      expect(server.context.workspace.folders.list()).toEqual([]);
      expect(server.warnings).toEqual([]);
    },
    180_000,
  );

  it("would have been shown otherwise: files of the workspace itself are", async () => {
    const { above, image } = await makeTrap();
    const server = await serveForTest({ above });
    const good = { path: image, method: "grad-cam", file: "good.csv" };
    const shown: string[] = [];
    for (const [name, route] of Object.entries(allRoutes.files)) {
      const answer = await ask(server, withInput(`/file/${name}`, goodInput(route.input as z.ZodType, good)));
      if (answer.status === 200) shown.push(name);
    }
    // A gallery takes minutes to draw; its route is tested with its own.
    expect(shown).toEqual(Object.keys(allRoutes.files).filter((name) => name !== "explain/gallery-file"));
  });
});
