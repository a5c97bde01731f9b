import { cp, mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { parseSpec } from "../../../../src/app/tasks/spec.ts";
import { type VisualizeResult, visualize } from "../../../../src/app/tasks/visualize/visualize.ts";
import { visualizeSpec } from "../../../../src/app/tasks/visualize/visualize-spec.ts";
import { temporaryFolder } from "../../../data/dataset/made-images.ts";
import { filesBelow, trainSmall, type Watched, watch, writeDiscs } from "../run/small-run.ts";

let root = "";
let data = "";
let run = "";

const start = (
  folder: string,
  changes: object = {},
  { effects }: Watched = watch(),
): Promise<VisualizeResult> =>
  visualize(
    parseSpec(visualizeSpec, { run: folder, threads: 1, filters: 2, layer: "stage2", ...changes }),
    effects,
  );

async function copyOf(name: string): Promise<string> {
  const copy = join(root, name);
  await cp(run, copy, { recursive: true });
  return copy;
}

beforeAll(async () => {
  root = await temporaryFolder();
  [data, run] = [join(root, "data"), join(root, "run")];
  await writeDiscs(data, ["small", "large"], 24);
  await trainSmall(data, run, { epochs: 4, ratio: "2:1:1", size: 32, tiles: "quarters" });
}, 60_000);

describe("mor visualize", () => {
  it("writes every gallery, and shows them in the report; twice the same bytes", async () => {
    const copy = await copyOf("whole");
    const watched = watch();
    const { figures, tables, out, layers, images, report } = await start(copy, {}, watched);
    expect(watched.warnings).toEqual([]);
    expect(out).toBe(join(copy, "gallery"));
    expect(layers).toEqual(["stage2"]);
    expect(images).toEqual({ train: 24, scored: 12 });
    expect(figures.map(({ file }) => file).sort()).toEqual([
      "embedding-pca.png",
      "embedding-umap.png",
      "filters-paper-stage2.png",
      "filters-stage2.png",
      "hidden-stage2.png",
      "mean-grad-cam.png",
      "neighbours.png",
      "patches-stage2.png",
      "prototypes.png",
      "typical-images.png",
    ]);
    expect(tables).toEqual(["embedding.csv", "neighbours.csv"]);
    const written = await filesBelow(out);
    expect(written).toEqual(
      [...figures.map(({ file }) => file), ...tables, "gallery.json", "mor.json"].sort(),
    );
    const map = (await readFile(join(out, "embedding.csv"), "utf8")).trim().split("\n");
    expect(map[0]).toBe("path,label,part,group,predicted,umap1,umap2,pca1,pca2");
    expect(map).toHaveLength(37);
    const neighbours = (await readFile(join(out, "neighbours.csv"), "utf8")).trim().split("\n");
    expect(neighbours).toHaveLength(1 + 12 * 5);
    expect(JSON.parse(await readFile(join(copy, "visualized.json"), "utf8"))).toMatchObject({ format: 1 });
    expect(await readFile(report ?? "", "utf8")).toContain(
      "What the network takes for the essence of each class",
    );
    // A part of it once more beside the first: no gallery depends on which others are made.
    const again = join(root, "again");
    const shown = await readFile(join(copy, "visualized.json"), "utf8");
    const second = watch();
    const some = await start(copy, { out: again, only: "embedding,prototypes,filters,neighbours" }, second);
    // The report goes on showing them all.
    expect(some.report).toBeUndefined();
    expect(second.warnings.join()).toMatch(/keeps its \d+ figures/);
    expect(await readFile(join(copy, "visualized.json"), "utf8")).toBe(shown);
    for (const file of [...some.figures.map((figure) => figure.file), ...some.tables]) {
      expect((await readFile(join(again, file))).equals(await readFile(join(out, file))), file).toBe(true);
    }
  }, 60_000);

  it("writes what was asked for alone, and replaces its own folder with --force", async () => {
    const copy = await copyOf("only");
    const options = { only: "filters,neighbours", form: "clear", layer: "stage1" };
    const elsewhere = { ...options, only: "neighbours", out: join(root, "elsewhere") };
    expect((await start(copy, elsewhere)).report).toBe(join(copy, "report.html"));
    const { figures } = await start(copy, options);
    expect(figures.map(({ id }) => id)).toEqual(["filters-stage1", "neighbours"]);
    await expect(start(copy, options)).rejects.toMatchObject({ code: "output-exists", hint: /--force/ });
    await start(copy, { only: "neighbours", force: true });
    const gallery = join(copy, "gallery");
    const written = ["gallery.json", "mor.json", "neighbours.csv", "neighbours.png"];
    expect(await filesBelow(gallery)).toEqual(written);
    // A file of someone else is found before any work is done.
    await writeFile(join(gallery, "notes.txt"), "mine");
    const watched = watch();
    await expect(start(copy, { only: "neighbours", force: true }, watched)).rejects.toMatchObject({
      code: "output-exists",
      message: /notes\.txt/,
    });
    expect(watched.events).toEqual([]);
    expect(await filesBelow(gallery)).toEqual([...written, "notes.txt"].sort());
  });

  it("refuses a folder that is not its own before it begins, and one that holds the run or its images", async () => {
    const foreign = join(root, "foreign");
    await mkdir(foreign);
    await writeFile(join(foreign, "notes.txt"), "mine");
    const watched = watch();
    await expect(start(run, { out: foreign, force: true }, watched)).rejects.toMatchObject({
      code: "output-exists",
    });
    expect(watched.events).toEqual([]);
    expect(await readFile(join(foreign, "notes.txt"), "utf8")).toBe("mine");
    await expect(start(run, { out: data, force: true })).rejects.toMatchObject({ code: "output-exists" });
    await expect(start(run, { out: run, force: true })).rejects.toMatchObject({ code: "output-exists" });
  });

  it.each(["Looking at the images", "Seeking what excites the channels", "Explaining the scored images"])(
    "leaves the run as it was when it is stopped at: %s",
    async (stage) => {
      const copy = await copyOf(`stopped-${stage}`);
      const stopped = watch((event) => event.kind === "start" && event.stage === stage);
      await expect(start(copy, {}, stopped)).rejects.toMatchObject({ code: "cancelled" });
      expect(await filesBelow(copy)).toEqual(await filesBelow(run));
    },
    30_000,
  );

  it("names the layers there are, the galleries and the forms", async () => {
    await expect(start(run, { layer: "stage9" })).rejects.toMatchObject({
      code: "usage",
      hint: /Did you mean stage1\? There are: stem, stage1, /,
    });
    await expect(start(run, { only: "filter" })).rejects.toMatchObject({ code: "usage", hint: /filters/ });
    await expect(start(run, { form: "sharp" })).rejects.toMatchObject({
      code: "usage",
      message: /clear, paper/,
    });
    await expect(start(run, { only: " , " })).rejects.toMatchObject({ code: "usage" });
  });

  it("tells what is wrong with a run without a network, an end or images", async () => {
    const classical = join(root, "forest");
    const none = { width: undefined, epochs: undefined, batch: undefined, size: undefined };
    await trainSmall(data, classical, { ...none, model: "forest", ratio: "2:1:1" });
    await expect(start(classical, { only: "filters", layer: undefined })).rejects.toMatchObject({
      code: "run-invalid",
      hint: /mor explain/,
    });
    const watched = watch();
    const { figures } = await start(classical, { layer: undefined }, watched);
    expect(figures.map(({ id }) => id)).toEqual(["embedding-umap", "embedding-pca", "neighbours"]);
    expect(watched.warnings.join()).toContain("organelle network");
    expect(figures[0]?.caption).toContain("features of the organelle network");
    await expect(start(join(root, "nowhere"))).rejects.toMatchObject({ code: "run-invalid" });
    const unfinished = await copyOf("unfinished");
    const record = JSON.parse(await readFile(join(unfinished, "run.json"), "utf8"));
    await writeFile(join(unfinished, "run.json"), JSON.stringify({ ...record, status: "training" }));
    await expect(start(unfinished)).rejects.toMatchObject({ code: "run-invalid", hint: /--resume/ });
    await rename(data, `${data}-moved`);
    try {
      await expect(start(run)).rejects.toMatchObject({ code: "input-missing" });
    } finally {
      await rename(`${data}-moved`, data);
    }
  });

  it("leaves out images that have become unreadable, and says so", async () => {
    const copy = join(root, "damaged");
    await cp(data, copy, { recursive: true });
    const own = join(root, "damaged-run");
    await trainSmall(copy, own, { ratio: "2:1:1" });
    const manifest = await readFile(join(own, "manifest.csv"), "utf8");
    const victim =
      manifest
        .split("\n")
        .find((line) => line.includes(",train,"))
        ?.split(",")[0] ?? "";
    const whole = await readFile(join(copy, victim));
    await writeFile(join(copy, victim), whole.subarray(0, whole.length - 40));
    const watched = watch();
    const { images } = await start(own, { only: "embedding" }, watched);
    expect(images.train).toBe(23);
    expect(watched.warnings.join()).toMatch(/1 cannot be read/);
  });
});
