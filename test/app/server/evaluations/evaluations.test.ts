import { copyFile, cp, mkdir, readdir, readFile, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { actions, files, queries } from "../../../../src/app/server/routes/evaluations.ts";
import { actions as runActions } from "../../../../src/app/server/routes/runs.ts";
import { writePng } from "../../../../src/data/images/write-image.ts";
import { discImage } from "../../tasks/run/small-run.ts";
import { hostileNames, makeSmallWorkspace, openContext } from "../explanations/small-workspace.ts";

let folder = "";
let day2 = "";

/** Beside the workspace: eight new images of two plants each class, and one that the run has learnt from. */
beforeAll(async () => {
  folder = await realpath(await makeSmallWorkspace());
  day2 = join(folder, "..", "day2");
  for (const [kind, label] of ["large", "small"].entries()) {
    await mkdir(join(day2, label), { recursive: true });
    for (let number = 0; number < 4; number++) {
      const plant = `plant-9${kind}${Math.floor(number / 2)}`;
      await writePng(join(day2, label, `${plant}_${number}.png`), discImage(kind, 700 + number));
    }
  }
  const rows = (await readFile(join(folder, "runs", "discs", "manifest.csv"), "utf8")).split("\n");
  const learnt = rows.find((row) => /,small,train,/.test(row))?.split(",")[0] ?? "";
  await copyFile(join(folder, "images", learnt), join(day2, "small", "plant-999.png"));
}, 30_000);

const run = "discs";

describe("a test on other images", () => {
  it("is looked at before, made in a job, listed, shown beside the run's own score, saved and deleted", async () => {
    const context = await openContext(folder);
    const request = { run, data: day2, byPattern: "plant-\\d+" };
    const preview = await queries["evaluations/preview"].handle(request, context);
    expect(preview).toMatchObject({
      images: 9,
      classes: [
        { label: "large", images: 4, known: true },
        { label: "small", images: 5, known: true },
      ],
      groups: { matched: 9, groupCount: 5 },
      obstacles: [],
    });
    expect(context.workspace.folders.list()).toEqual([]);

    const { name, job } = await actions["evaluations/start"].handle(request, context);
    expect(job.command).toBe(
      `mor evaluate runs/discs ${await realpath(day2)} --by-pattern 'plant-\\d+' --max-broken 0.1 --out evaluations/${name}.json`,
    );
    const [waiting] = await queries["evaluations/list"].handle({ run }, context);
    expect(waiting).toMatchObject({ name, finished: false, job: job.id });
    await expect(actions["evaluations/remove"].handle({ name }, context)).rejects.toThrow(/still writes/);
    expect(await context.jobs.ended(job.id)).toMatchObject({ status: "finished", error: null });

    const [done] = await queries["evaluations/list"].handle({ run }, context);
    expect(done).toMatchObject({ name, finished: true, images: 9, seen: { learnt: 1, tested: 0 } });
    const details = await queries["evaluations/details"].handle({ run, name }, context);
    expect(details).toMatchObject({ groupName: "group", missing: [], broken: 0, command: job.command });
    expect(details.warnings).toContainEqual(expect.stringMatching(/^Only 9 were scored/));
    expect(details.warnings.join()).not.toMatch(/trained on/); // told by `seen`
    expect(details.own?.part).toBe("test");
    expect(details.difference?.value).toBeCloseTo(
      (details.facts.accuracy?.value ?? 0) - (details.own?.accuracy.value ?? 0),
      12,
    );
    expect(details.levels[0]?.perClass.map(({ support }) => support)).toEqual([4, 5]);
    const columns = await queries["evaluations/predictions"].handle({ name }, context);
    expect(columns.path).toHaveLength(9);
    expect(await context.workspace.folders.resolve(columns.path[0] ?? "")).toMatch(/day2/);

    const json = await files["evaluations/json"].handle({ name }, context);
    expect(JSON.parse(Buffer.from(json.bytes as Uint8Array).toString())).toMatchObject({ format: 1 }); // read whole
    const csv = await files["evaluations/csv"].handle({ name }, context);
    expect(Buffer.from(csv.bytes as Uint8Array).toString()).toMatch(
      /^level,metric,class,value,low,high,count\nimage,accuracy,,/,
    ); // as above

    await runActions["runs/rename"].handle({ run, name: "renamed" }, context);
    expect(await queries["evaluations/list"].handle({ run: "renamed" }, context)).toHaveLength(1);
    const shelf = join(folder, "evaluations");
    const odd = JSON.parse(await readFile(join(shelf, `${name}.json`), "utf8"));
    odd.metrics.levels.image = { count: 3 };
    await writeFile(join(shelf, "odd.json"), JSON.stringify(odd));
    expect(await queries["evaluations/list"].handle({ run: "renamed" }, context)).toMatchObject([{ name }]);
    await rm(join(shelf, "odd.json"));
    await runActions["runs/rename"].handle({ run: "renamed", name: run }, context);
    await actions["evaluations/remove"].handle({ name }, context);
    expect(await readdir(join(folder, "evaluations"))).toEqual([]);
    expect(context.jobs.list()).toEqual([]);
    expect(await readdir(day2)).toEqual(["large", "small"]);
  }, 30_000);

  it("is refused for classes that the run does not know, and for a pattern that finds nothing", async () => {
    const context = await openContext(folder);
    const strange = join(folder, "images-2");
    for (const label of ["large", "Small"]) {
      await mkdir(join(strange, label), { recursive: true });
      await writePng(join(strange, label, "a.png"), discImage(0, 5));
    }
    const request = { run, data: "images-2" };
    const preview = await queries["evaluations/preview"].handle(request, context);
    expect(preview.classes).toContainEqual({ label: "Small", images: 1, known: false });
    expect(preview.obstacles.join()).toMatch(/does not know "Small": it can only answer "large", "small"/);
    await expect(actions["evaluations/start"].handle(request, context)).rejects.toThrow(/does not know/);
    for (const byPattern of ["leaf(\\d+)", "("]) {
      const { obstacles } = await queries["evaluations/preview"].handle(
        { run, data: day2, byPattern },
        context,
      );
      expect(obstacles).toHaveLength(1);
    }
    expect(context.jobs.list()).toEqual([]);
  });

  it("takes a manifest, but nothing that leads out of its folder", async () => {
    const context = await openContext(folder);
    await writeFile(join(day2, "day2.csv"), "path,label,group\nlarge/plant-900_0.png,large,p1\n");
    const data = join(day2, "day2.csv");
    expect(await queries["evaluations/preview"].handle({ run, data }, context)).toMatchObject({
      images: 1,
      ownGroups: 1,
      obstacles: [],
    });
    await writeFile(data, "path,label\n../study/images/large/plant-00_0.png,large\n");
    const { obstacles } = await queries["evaluations/preview"].handle({ run, data }, context);
    expect(obstacles.join()).toMatch(/Expected a path below/);
    await expect(actions["evaluations/start"].handle({ run, data }, context)).rejects.toThrow(/below/);
    await expect(
      queries["evaluations/preview"].handle({ run, data: join(day2, "large", "plant-900_0.png") }, context),
    ).rejects.toMatchObject({ code: "usage" });
  });

  it("never sees what may not be chosen", async () => {
    const context = await openContext(folder);
    await symlink("/etc", join(folder, "way-out")).catch(() => {});
    for (const data of ["/etc", "/etc/passwd", "/", "way-out", "../../..", "/nowhere/x.csv", "a\0b"]) {
      await expect(queries["evaluations/preview"].handle({ run, data }, context)).rejects.toMatchObject({
        code: "input-missing",
      });
      await expect(actions["evaluations/start"].handle({ run, data }, context)).rejects.toThrow();
    }
    for (const name of hostileNames) {
      for (const ask of [
        () => queries["evaluations/details"].handle({ run, name }, context),
        () => queries["evaluations/predictions"].handle({ name }, context),
        () => files["evaluations/json"].handle({ name }, context),
        () => actions["evaluations/remove"].handle({ name }, context),
      ]) {
        await expect(ask()).rejects.toMatchObject({ code: "usage" });
      }
    }
    await mkdir(join(folder, "evaluations"), { recursive: true });
    await writeFile(join(folder, "evaluations", "mine.json"), '{"secret": 1}');
    await expect(files["evaluations/json"].handle({ name: "mine" }, context)).rejects.toThrow(
      /something else/,
    );
    await expect(actions["evaluations/remove"].handle({ name: "mine" }, context)).rejects.toMatchObject({
      code: "output-exists",
    });
    expect(await queries["evaluations/list"].handle({ run }, context)).toEqual([]);
  });

  it("can be of the workspace itself; while it goes on the run stays, and it goes with the run", async () => {
    const images = await readdir(join(folder, "images", "large"));
    const rows = images.slice(0, 2).map((name) => `images/large/${name},large`);
    await writeFile(join(folder, "manifest.csv"), `${["path,label", ...rows].join("\n")}\n`);
    const context = await openContext(folder);
    const { name, job } = await actions["evaluations/start"].handle({ run, data: "." }, context);
    expect(context.jobs.spec(job.id).data).toBe(".");
    await expect(runActions["runs/remove"].handle({ run }, context)).rejects.toThrow(/still needs/);
    await expect(runActions["runs/rename"].handle({ run, name: "x" }, context)).rejects.toThrow(
      /still needs/,
    );
    expect(await context.jobs.ended(job.id)).toMatchObject({ status: "finished" });
    const shelf = join(folder, "evaluations");
    const other = await readFile(join(shelf, `${name}.json`), "utf8");
    await writeFile(join(shelf, "other.json"), other.replace(/"runStarted":"[^"]*"/, '"runStarted":"2020"'));
    await cp(join(folder, "runs", run), join(folder, "runs", "copy"), { recursive: true });
    await runActions["runs/remove"].handle({ run: "copy" }, context);
    expect((await readdir(shelf)).sort()).toEqual([`${name}.json`, "mine.json", "other.json"]);
    await runActions["runs/remove"].handle({ run }, context);
    expect((await readdir(shelf)).sort()).toEqual(["mine.json", "other.json"]);
    expect(context.jobs.list()).toEqual([]);
  }, 30_000);
});
