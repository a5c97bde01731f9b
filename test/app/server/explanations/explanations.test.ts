import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { beforeAll, describe, expect, it } from "vitest";
import { actions, files, queries } from "../../../../src/app/server/routes/explanations.ts";
import { explain } from "../../../../src/app/tasks/explain/explain.ts";
import { explainSpec } from "../../../../src/app/tasks/explain/explain-spec.ts";
import { heatOf } from "../../../../src/app/tasks/explain/pictures/heat.ts";
import { parseSpec } from "../../../../src/app/tasks/spec.ts";
import { readImage } from "../../../../src/data/images/read-image.ts";
import { overlay } from "../../../../src/learning/drawing/overlay.ts";
import { explanationMethods } from "../../../../src/learning/explanation/methods/methods.ts";
import { watch } from "../../tasks/run/small-run.ts";
import { hostileNames, makeSmallWorkspace, openContext } from "./small-workspace.ts";

let folder = "";
const image = "images/large/plant-00_0.png";
const image2 = "images/small/plant-10_0.png";

beforeAll(async () => {
  folder = await makeSmallWorkspace();
  const spec = {
    run: join(folder, "runs", "discs"),
    image: [join(folder, image), join(folder, image2)],
    out: join(folder, "explanations", "one"),
    method: "grad-cam,gradient,integrated-gradients",
    faithfulness: 0,
    threads: 1,
  };
  await explain(parseSpec(explainSpec, spec), watch().effects);
});

interface Pixels {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly channels: number;
}

async function pixelsOf(bytes: Uint8Array | ReadableStream<Uint8Array>): Promise<Pixels> {
  if (!(bytes instanceof Uint8Array)) throw new Error("bytes were expected");
  const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height, channels: info.channels };
}

describe("the pictures of an explanation", () => {
  it.each(["grad-cam", "gradient", "integrated-gradients"] as const)(
    "laid over one another on the page, %s gives the pixels of the figures",
    async (method) => {
      const context = await openContext(folder);
      const details = await queries["explain/details"].handle({ name: "one" }, context);
      const how = details.shownMethods.find(({ name }) => name === method);
      const input = { name: "one", image: 0 };
      const original = await pixelsOf((await files["explain/original"].handle(input, context)).bytes);
      const map = await pixelsOf((await files["explain/map"].handle({ ...input, method }, context)).bytes);
      const size = { width: 32, height: 32 };
      expect(original).toMatchObject({ ...size, channels: 3 });
      expect(map).toMatchObject({ ...size, channels: 4 });
      const tiff = await readImage(join(folder, "explanations/one/maps", `${nameOf(image)}.${method}.tif`));
      const heat = heatOf(Float32Array.from(tiff.data as Float32Array), size, explanationMethods[method]);
      expect(heat).toMatchObject({ opacity: how?.opacity, brightness: how?.brightness });
      const below = Float32Array.from({ length: 32 * 32 }, (_, at) => (original.data[3 * at] ?? 0) / 255);
      const figure = overlay(
        below.map((value) => heat.brightness * value),
        heat.plane,
        size,
        heat,
      );
      const page = layInBrowser(original, map, heat);
      // The opacity of a PNG has 8 bits, and so has each layer: two steps of rounding.
      for (const [at, value] of page.entries())
        expect(Math.abs(value - (figure.data[at] ?? 0))).toBeLessThan(2);
      expect(map.data.some((value, at) => at % 4 === 3 && value > 128)).toBe(true);
    },
  );

  it("is refused for an image or a method that it does not hold", async () => {
    const context = await openContext(folder);
    await expect(files["explain/original"].handle({ name: "one", image: 2 }, context)).rejects.toMatchObject({
      code: "input-missing",
    });
    const other = { name: "one", image: 0, method: "../../runs/discs/model" };
    await expect(files["explain/map"].handle(other, context)).rejects.toMatchObject({
      code: "input-missing",
    });
  });
});

/** Image darkened by `brightness`, map on top with `opacity`. */
function layInBrowser(
  original: Pixels,
  map: Pixels,
  { opacity, brightness }: { readonly opacity: number; readonly brightness: number },
): number[] {
  return Array.from({ length: 3 * original.width * original.height }, (_, at) => {
    const below = brightness * (original.data[at] ?? 0);
    const pixel = 4 * Math.floor(at / 3);
    const share = (opacity * (map.data[pixel + 3] ?? 0)) / 255;
    return below + share * ((map.data[pixel + (at % 3)] ?? 0) - below);
  });
}

function nameOf(path: string): string {
  return path.replace(/^.*\//, "").replace(/\.png$/, "");
}

describe("what is told of explanations", () => {
  it("names run, images as the workspace has them, and all probabilities", async () => {
    const context = await openContext(folder);
    const list = await queries["explain/list"].handle({}, context);
    expect(list).toMatchObject([
      {
        name: "one",
        run: "discs",
        images: [image, image2],
        ofVerdicts: true,
        methods: ["grad-cam", "gradient", "integrated-gradients"],
      },
    ]);
    const { shown, classes, shownMethods } = await queries["explain/details"].handle(
      { name: "one" },
      context,
    );
    expect(classes).toEqual(["large", "small"]);
    for (const { probabilities, confidence, mostProbable } of shown) {
      expect(probabilities.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 6);
      expect(Math.max(...probabilities)).toBe(confidence);
      expect(classes[probabilities.indexOf(confidence)]).toBe(mostProbable);
    }
    expect(shownMethods[0]).toMatchObject({
      title: "Grad-CAM",
      shows: "regions",
      test: { verdict: "untested", images: 0 },
    });
    expect(shownMethods[0]?.colors[0]).toMatch(/^#[0-9a-f]{6}$/);
  });

  it("offers the methods and layers that fit the model", async () => {
    const options = await queries["explain/options"].handle({ run: "discs" }, await openContext(folder));
    expect(options.methods).toHaveLength(10);
    expect(options.defaults.methods).toEqual(["grad-cam", "smooth-grad"]);
    expect(options.layers.map(({ name }) => name)).toContain(options.defaults.layer);
    for (const { meaning } of options.methods) expect(meaning).toMatch(/^[A-Z].*\.$/);
  });

  it("judges a method by its latest test on the run", async () => {
    const own = JSON.parse(await readFile(join(folder, "explanations/one/explanations.json"), "utf8"));
    const good = { value: 0.4, low: 0.3, high: 0.5 };
    const tested = {
      ...{ deletionAuc: good, insertionAuc: good, randomDeletionAuc: good, randomInsertionAuc: good },
      advantages: { deletion: good, insertion: good },
      randomisationPasses: false,
      randomisation: { value: 0.9, low: 0.85, high: 0.95 },
      curves: {},
    };
    await mkdir(join(folder, "explanations/tested"));
    await writeFile(
      join(folder, "explanations/tested/explanations.json"),
      JSON.stringify({ ...own, testedImages: 12, faithfulness: { "grad-cam": tested } }),
    );
    const { methods } = await queries["explain/options"].handle({ run: "discs" }, await openContext(folder));
    const test = methods.find(({ name }) => name === "grad-cam")?.test;
    expect(test).toMatchObject({ verdict: "partly", images: 12 });
    expect(test?.words).toContain("they show the image rather than the network");
    expect(methods.find(({ name }) => name === "rise")?.test.verdict).toBe("untested");
  });
});

describe("starting an explanation", () => {
  it("makes one in a job, beside those that there are", async () => {
    const context = await openContext(folder);
    const input = { run: "discs", images: [image], methods: ["grad-cam"] };
    const { name, job } = await actions["explain/start"].handle(input, context);
    expect(job).toMatchObject({ kind: "explain", output: `explanations/${name}` });
    expect(job.command).toContain(`mor explain runs/discs ${image} --out explanations/${name}`);
    expect((await context.jobs.ended(job.id)).status).toBe("finished");
    const { shown } = await queries["explain/details"].handle({ name }, context);
    expect(shown.map(({ path }) => path)).toEqual([image]);
  });

  it("refuses images outside of the chosen folders, and starts nothing", async () => {
    const context = await openContext(folder);
    for (const path of ["/etc/passwd", "../other.png", "images/../../x.png"]) {
      const asked = actions["explain/start"].handle({ run: "discs", images: [path] }, context);
      await expect(asked).rejects.toMatchObject({ code: "input-missing" });
    }
    expect(context.jobs.list().filter(({ ended }) => ended === null)).toEqual([]);
  });
});

describe("galleries", () => {
  it("are empty before they were drawn", async () => {
    const context = await openContext(folder);
    expect(await queries["explain/gallery"].handle({ run: "discs" }, context)).toEqual({
      figures: [],
      created: null,
    });
    expect(await queries["explain/embedding"].handle({ run: "discs" }, context)).toBeNull();
  });

  it("give the figures they list and no other file, and the map in columns", async () => {
    const gallery = join(folder, "runs/discs/gallery");
    await mkdir(gallery);
    const figures = [
      { title: "Filters", caption: "What they are.", file: "filters.png" },
      { title: "Way out", caption: "", file: "../model.onnx" },
      { title: "Link", caption: "", file: "link.png" },
    ];
    const created = "2026-11-23T12:00:00.000Z";
    await writeFile(join(gallery, "gallery.json"), JSON.stringify({ format: 1, created, figures }));
    await writeFile(join(gallery, "filters.png"), "png");
    await writeFile(join(gallery, "other.png"), "png");
    await symlink("/etc/passwd", join(gallery, "link.png"));
    await writeFile(
      join(gallery, "embedding.csv"),
      "path,label,part,group,predicted,umap1,umap2,pca1,pca2\nlarge/plant-00_0.png,large,test,p,small,1,2,3,4\n",
    );
    const context = await openContext(folder);
    const file = (name: string) =>
      files["explain/gallery-file"].handle({ run: "discs", file: name }, context);
    expect((await file("filters.png")).bytes).toEqual(Buffer.from("png"));
    for (const name of ["other.png", "../model.onnx", "link.png", "gallery.json"]) {
      await expect(file(name)).rejects.toMatchObject({ code: "input-missing" });
    }
    expect(await queries["explain/embedding"].handle({ run: "discs" }, context)).toEqual({
      classes: ["large", "small"],
      paths: [image],
      label: [0],
      predicted: [1],
      part: ["test"],
      umap: [[1], [2]],
      pca: [[3], [4]],
    });
  });
});

it.each(hostileNames)("takes %j for no name of a run or an explanation", async (name) => {
  const context = await openContext(folder);
  const refused = { code: "input-missing" };
  await expect(queries["explain/options"].handle({ run: name }, context)).rejects.toMatchObject(refused);
  await expect(queries["explain/details"].handle({ name }, context)).rejects.toMatchObject({
    code: "usage",
  });
  await expect(actions["explain/start"].handle({ run: name, images: [] }, context)).rejects.toMatchObject(
    refused,
  );
  await expect(actions["explain/gallery-start"].handle({ run: name }, context)).rejects.toMatchObject(
    refused,
  );
});
