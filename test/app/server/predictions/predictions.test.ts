import { mkdir, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { actions, files, queries, uploads } from "../../../../src/app/server/routes/predictions.ts";
import { temporaryFolder } from "../../../data/dataset/made-images.ts";
import { tinyPng } from "../../../support/tiny-png.ts";
import { hostileNames, makeSmallWorkspace, openContext } from "../explanations/small-workspace.ts";

let folder = "";

beforeAll(async () => {
  folder = await makeSmallWorkspace();
});

const png = Buffer.from(tinyPng(8, 8, new Uint8Array(64).fill(90)).split(",")[1] ?? "", "base64");

function streamOf(...pieces: readonly Uint8Array[]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      for (const piece of pieces) controller.enqueue(piece);
      controller.close();
    },
  });
}

describe("a prediction", () => {
  it("shows the rows of the table while it is made, and the same afterwards", async () => {
    const context = await openContext(folder);
    const input = { run: "discs", images: ["images"], name: "first" };
    const { name, job } = await actions["predict/start"].handle(input, context);
    expect(name).toBe("first");
    expect(job.output).toBe("predictions/first.csv");
    expect(await queries["predict/rows"].handle({ name, from: 0 }, context)).toMatchObject({
      finished: false,
      classes: ["large", "small"],
    });
    expect((await context.jobs.ended(job.id)).status).toBe("finished");
    const live = context.events.flatMap((event) => (event.kind === "classified" ? event.images : []));
    const { rows, total, finished, classes } = await queries["predict/rows"].handle(
      { name, from: 0 },
      context,
    );
    expect({ total, finished, classes }).toEqual({ total: 24, finished: true, classes: ["large", "small"] });
    expect(rows).toEqual(live);
    expect(rows[0]?.path).toBe("images/large/plant-00_0.png");
    const rest = await queries["predict/rows"].handle({ name, from: 20 }, context);
    expect(rest.rows).toEqual(rows.slice(20));
    expect(await queries["predict/list"].handle({}, context)).toMatchObject([
      { name: "first", run: "discs", images: ["images"], finished: true, job: job.id },
    ]);
  });

  it("classifies all others where files cannot be read, and tells which were left out", async () => {
    const context = await openContext(folder);
    const mixed = join(folder, "images", "mixed");
    await mkdir(mixed, { recursive: true });
    await writeFile(join(mixed, "good.png"), png);
    await writeFile(join(mixed, "broken.png"), "no image");
    const { name, job } = await actions["predict/start"].handle(
      { run: "discs", images: ["images/mixed"], name: "mixed" },
      context,
    );
    const ended = await context.jobs.ended(job.id);
    await rm(mixed, { recursive: true });
    expect(ended).toMatchObject({ status: "finished", error: null });
    expect(ended.warnings.join()).toMatch(/Left out: .*broken\.png: /);
    const { rows } = await queries["predict/rows"].handle({ name, from: 0 }, context);
    expect(rows.map(({ path }) => path)).toEqual(["images/mixed/good.png"]);
  });

  it("gives its table and a report to keep", async () => {
    const context = await openContext(folder);
    const csv = await files["predict/csv"].handle({ name: "first" }, context);
    expect(csv).toMatchObject({ type: "text/csv", saveAs: "first.csv" });
    expect(csv.bytes).toEqual(await readFile(join(folder, "predictions/first.csv")));
    const { bytes } = await files["predict/report"].handle({ name: "first" }, context);
    const report = Buffer.from(bytes as Uint8Array).toString(); // as the handler makes it
    expect(report).toContain("judged by discs");
    expect(report).toContain("The verdicts that are least sure");
  });

  it("takes another name where one is taken", async () => {
    const context = await openContext(folder);
    const input = { run: "discs", images: ["images/small"], name: "first" };
    const { name, job } = await actions["predict/start"].handle(input, context);
    expect(name).toBe("first-2");
    await context.jobs.stop(job.id);
  });

  it("reads tables of the command line, with what they call none of these", async () => {
    await writeFile(
      join(folder, "predictions", "by-hand.csv"),
      'path,group,label,predicted,confidence,p_large,p_small\n"images/a,b.png",,,none of these,0.5,0.5,0.5\nx.png,,,small,0.9,0.1,0.9\n',
    );
    const context = await openContext(folder);
    const { rows } = await queries["predict/rows"].handle({ name: "by-hand", from: 0 }, context);
    expect(rows).toEqual([
      { path: "images/a,b.png", predicted: null, mostProbable: "large", confidence: 0.5 },
      { path: "x.png", predicted: "small", mostProbable: "small", confidence: 0.9 },
    ]);
    const list = await queries["predict/list"].handle({}, context);
    expect(list.find(({ name }) => name === "by-hand")).toMatchObject({
      run: null,
      finished: true,
      job: null,
    });
  });

  it("chooses a folder that was not chosen before, and refuses one outside of the roots", async () => {
    const context = await openContext(folder);
    const beside = join(folder, "..", "beside");
    await mkdir(beside, { recursive: true });
    await writeFile(join(beside, "new.png"), png);
    const { job } = await actions["predict/start"].handle({ run: "discs", images: [beside] }, context);
    await context.jobs.stop(job.id);
    const [chosen = ""] = context.workspace.folders.list();
    expect(chosen).toMatch(/beside$/);
    expect(job.command).toContain(chosen);
    const outside = await temporaryFolder();
    const asked = actions["predict/start"].handle({ run: "discs", images: [outside] }, context);
    await expect(asked).rejects.toMatchObject({ code: "usage" });
  });

  it.each(hostileNames)("has no name like %j", async (name) => {
    const context = await openContext(folder);
    const refused = { code: "usage" };
    const input = { run: "discs", images: ["images"] };
    await expect(actions["predict/start"].handle({ ...input, name }, context)).rejects.toMatchObject(refused);
    await expect(actions["predict/start"].handle({ ...input, run: name }, context)).rejects.toMatchObject({
      code: "input-missing",
    });
    await expect(queries["predict/rows"].handle({ name, from: 0 }, context)).rejects.toMatchObject(refused);
    await expect(files["predict/csv"].handle({ name }, context)).rejects.toMatchObject(refused);
    await expect(files["predict/report"].handle({ name }, context)).rejects.toMatchObject(refused);
  });

  it("is not read through a link out of the workspace", async () => {
    const outside = await temporaryFolder();
    await writeFile(join(outside, "x.csv"), "path,predicted,confidence,p_a\nsecret,a,1,1\n");
    await symlink(join(outside, "x.csv"), join(folder, "predictions", "linked.csv"));
    const context = await openContext(folder);
    await expect(queries["predict/rows"].handle({ name: "linked", from: 0 }, context)).rejects.toMatchObject({
      code: "input-missing",
    });
  });
});

describe("a dropped image", () => {
  it("comes into the folder of its batch", async () => {
    const context = await openContext(folder);
    const drop = uploads["predict/drop"];
    const kept = await drop.handle(
      { batch: "drop-1", name: "a b.png" },
      streamOf(png.subarray(0, 20), png.subarray(20)),
      context,
    );
    expect(kept).toEqual({ path: "predictions/drop-1/a b.png", folder: "predictions/drop-1" });
    expect(await readFile(join(folder, kept.path))).toEqual(png);
  });

  it("is refused and leaves nothing when it is no image, whatever it is called", async () => {
    const context = await openContext(folder);
    const drop = uploads["predict/drop"];
    const script = Buffer.from("<script>alert(1)</script>");
    for (const name of ["page.html", "fake.png", "fake.tif"]) {
      const asked = drop.handle({ batch: "drop-2", name }, streamOf(script), context);
      await expect(asked).rejects.toMatchObject({ code: expect.stringMatching(/^image-un/) });
      await expect(asked).rejects.toThrow(name);
    }
    expect(await readdir(join(folder, "predictions", "drop-2"))).toEqual([]);
  });

  it("stays within the workspace", async () => {
    const context = await openContext(folder);
    const drop = uploads["predict/drop"];
    for (const name of hostileNames) {
      await expect(drop.handle({ batch: name, name: "a.png" }, streamOf(png), context)).rejects.toMatchObject(
        { code: "usage" },
      );
      await expect(
        drop.handle({ batch: "b", name: `${name}/../a.png` }, streamOf(png), context),
      ).rejects.toMatchObject({ code: "usage" });
    }
    const outside = await temporaryFolder();
    await symlink(outside, join(folder, "predictions", "way-out"));
    await expect(drop.handle({ batch: "way-out", name: "a.png" }, streamOf(png), context)).rejects.toThrow();
    expect(await readdir(outside)).toEqual([]);
  });
});
