import { existsSync } from "node:fs";
import { open, rm, symlink, truncate } from "node:fs/promises";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { openDataset } from "../../../src/data/dataset/open-dataset.ts";
import { MorError } from "../../../src/errors.ts";
import { temporaryFolder, writeTree } from "./made-images.ts";

const four = { "a/1.png": 1, "a/2.png": 2, "b/1.png": 3, "b/2.png": 4 };

const makeTree = async (tree: Readonly<Record<string, number | string | Uint8Array>>): Promise<string> =>
  writeTree(await temporaryFolder(), tree);

const catchMor = (work: Promise<unknown>): Promise<MorError> =>
  work.then(
    () => {
      throw new Error("expected an error");
    },
    (error: unknown) => {
      if (error instanceof MorError) return error;
      throw error;
    },
  );

describe("openDataset on a folder of class folders", () => {
  it("lists samples by path and labels by code point", async () => {
    const root = await makeTree({ "b/x.png": 1, "a/2.png": 2, "a/10.png": 3, "Z/1.png": 4 });
    const dataset = await openDataset(root);
    expect(dataset.classes).toEqual(["Z", "a", "b"]);
    expect(dataset.samples.map(({ path }) => path)).toEqual(["Z/1.png", "a/10.png", "a/2.png", "b/x.png"]);
    expect(dataset.samples.map(({ index }) => index)).toEqual([0, 1, 2, 3]);
    expect(dataset.samples[0]).toMatchObject({ file: join(root, "Z/1.png"), label: "Z", columns: {} });
    expect(dataset.warnings).toEqual([]);
    expect(dataset.formats).toEqual([
      {
        width: 24,
        height: 24,
        channels: 1,
        pixelType: "uint8",
        pages: 1,
        count: 4,
        perClass: { Z: 1, a: 2, b: 1 },
      },
    ]);
  });

  it("searches class folders to any depth, and groups by a pattern on the path", async () => {
    const root = await makeTree({
      "a/plant1/1.png": 1,
      "a/plant2/1.png": 2,
      "b/plant1/deep/2.png": 3,
      "b/3.png": 4,
    });
    const dataset = await openDataset(root, { byPattern: "plant\\d+" });
    expect(dataset.samples.map(({ label, group }) => [label, group])).toEqual([
      ["a", "plant1"],
      ["a", "plant2"],
      ["b", undefined],
      ["b", "plant1"],
    ]);
    expect(dataset.warnings.join()).toContain("gives no group to 1 of 4 images");
  });

  it.each([
    [/plant(\d)/g, "1"],
    ["(?<kind>p)lant(?<group>\\d)", "1"],
    [/PLANT\d/i, "plant1"],
  ])("takes the group from the capture of %s", async (byPattern, group) => {
    const root = await makeTree({ "a/plant1_1.png": 1, "b/plant1_2.png": 2 });
    const dataset = await openDataset(root, { byPattern });
    expect(dataset.samples.map((sample) => sample.group)).toEqual([group, group]);
  });

  it.each([
    [{ byPattern: "movie" }, /Expected the pattern \/movie\/u to match a path, got no match .*a\/1\.png/],
    [{ byPattern: "(" }, /Expected a regular expression, got \(/],
    [{ by: "plant" }, /Expected a manifest with the column plant, got a folder/],
    [{ by: "plant", byPattern: "x" }, /Expected one way to group/],
    [{ maxBroken: 2 }, /Expected maxBroken between 0 and 1, got 2/],
  ])("refuses the options %o", async (options, message) => {
    const failure = await catchMor(openDataset(await makeTree(four), options));
    expect(failure.code).toBe("usage");
    expect(failure.message).toMatch(message);
    expect(failure.hint).toBeDefined();
  });

  it("passes over hidden and system files and counts other strangers", async () => {
    const root = await makeTree({
      ...four,
      "a/.DS_Store": "x",
      "a/Thumbs.db": "x",
      "b/._1.png": "x",
      ".git/1.png": 9,
      "b/notes.txt": "x",
      "b/stack.czi": "x",
    });
    const dataset = await openDataset(root);
    expect(dataset.samples).toHaveLength(4);
    expect(dataset.broken).toEqual([]);
    expect(dataset.warnings).toEqual([
      "Files without the extension of an image are left out: 2 (for example b/notes.txt).",
    ]);
  });

  it("takes train, val and test folders for parts, under any of their names", async () => {
    const root = await makeTree({
      "train/a/1.png": 1,
      "train/b/1.png": 2,
      "validation/a/2.png": 3,
      "Test/b/2.png": 4,
      "notes/x.txt": "x",
    });
    const dataset = await openDataset(root);
    expect(dataset.samples.map(({ path, label, part }) => [path, label, part])).toEqual([
      ["Test/b/2.png", "b", "test"],
      ["train/a/1.png", "a", "train"],
      ["train/b/1.png", "b", "train"],
      ["validation/a/2.png", "a", "val"],
    ]);
    expect(dataset.warnings).toEqual(["Folders beside train, val and test are not used: notes."]);
  });

  it("takes a class that happens to be called test for a class", async () => {
    const root = await makeTree({ "test/1.png": 1, "control/1.png": 2 });
    expect((await openDataset(root)).classes).toEqual(["control", "test"]);
  });

  it("refuses val and validation at once", async () => {
    const root = await makeTree({ "train/a/1.png": 1, "val/a/1.png": 2, "validation/a/1.png": 3 });
    await expect(openDataset(root)).rejects.toThrow("Expected one folder for val, got val and validation");
  });

  it("normalises labels and paths to NFC and finds the files all the same", async () => {
    const decomposed = 'bla\u0308tter 🌱, "grün"';
    const root = await makeTree({ [`${decomposed}/u\u0308.png`]: 1, "b/1.png": 2 });
    const dataset = await openDataset(root);
    expect(dataset.classes).toEqual(["b", decomposed.normalize("NFC")]);
    expect(dataset.samples[1]?.path).toBe(`${decomposed}/u\u0308.png`.normalize("NFC"));
    expect(existsSync(dataset.samples[1]?.file ?? "")).toBe(true);
  });

  it("warns of labels that look alike, of loose images and of mixed pixel types", async () => {
    const root = await makeTree({ "Wild type/1.png": 1, "wild_type/1.png": 2, "loose.png": 3 });
    const { warnings } = await openDataset(root);
    expect(warnings).toEqual([
      "Images that stand beside the class folders are not used: 1.",
      'The labels "Wild type" and "wild_type" look alike but are two classes.',
    ]);
  });

  it("follows links within the root once, refuses those that leave it, and survives loops", async () => {
    const root = await makeTree(four);
    await symlink(root, join(root, "a", "loop"));
    const looped = await openDataset(root);
    // The link leads up to the root, whose class folders are then listed below a: never again below that.
    expect(looped.samples.length).toBeLessThan(20);
    await rm(join(root, "a", "loop"));
    const elsewhere = await makeTree({ "x/9.png": 9 });
    await symlink(join(elsewhere, "x"), join(root, "c"));
    const failure = await catchMor(openDataset(root));
    expect(failure.code).toBe("dataset-invalid");
    expect(failure.message).toMatch(/got a link that leaves it \(c\)/);
    expect((await openDataset(root, { allowOutside: true })).classes).toEqual(["a", "b", "c"]);
  });
});

describe("openDataset on what is no data set", () => {
  it.each([
    [
      "a missing folder",
      {},
      "nowhere",
      "input-missing",
      /Expected a folder of images or a manifest, got nothing there/,
    ],
    [
      "an empty folder",
      {},
      "",
      "dataset-invalid",
      /Expected one folder of images for each class, got no image/,
    ],
    ["loose images", { "1.png": 1 }, "", "dataset-invalid", /got 1 images without class folders/],
    [
      "one class only",
      { "a/1.png": 1 },
      "",
      "dataset-invalid",
      /Expected at least two classes, got only "a"/,
    ],
    [
      "an empty class beside a single one",
      { "a/1.png": 1, "b/.keep": "" },
      "",
      "dataset-invalid",
      /Expected images in every class folder, got none in b/,
    ],
  ] as const)("refuses %s", async (_, tree, below, code, message) => {
    const failure = await catchMor(openDataset(join(await makeTree(tree), below)));
    expect(failure.code).toBe(code);
    expect(failure.message).toMatch(message);
    expect(failure.hint).toBeDefined();
  });

  it("warns of an empty class when two others remain", async () => {
    const dataset = await openDataset(await makeTree({ ...four, "c/.keep": "" }));
    expect(dataset.classes).toEqual(["a", "b"]);
    expect(dataset.warnings).toEqual(["Folders without images are not used as classes: c."]);
  });
});

describe("openDataset on broken images", () => {
  const many = Object.fromEntries(
    Array.from({ length: 20 }, (_, i) => [`${i % 2 === 0 ? "a" : "b"}/${i}.png`, i] as const),
  );

  it("lists them with the reason and leaves them out", async () => {
    const root = await makeTree({ ...many, "a/text.png": "not an image", "b/zero.png": "" });
    await truncate(join(root, "a/4.png"), 120);
    const dataset = await openDataset(root, { maxBroken: 0.2 });
    expect(dataset.broken.map(({ path }) => path)).toEqual(["a/4.png", "a/text.png", "b/zero.png"]);
    for (const { reason } of dataset.broken) expect(reason).toMatch(/^Expected .*, got /);
    expect(dataset.samples).toHaveLength(19);
    expect(dataset.samples.map(({ index }) => index)).toEqual(dataset.samples.map((_, i) => i));
    expect(dataset.warnings).toEqual(["Images that cannot be read are left out: 3 (for example a/4.png)."]);
  });

  it("counts a dangling link, also where the root itself is reached by a link", async () => {
    const root = await makeTree(many);
    await symlink(join(root, "nowhere.png"), join(root, "a/dangling.png"));
    const way = join(await temporaryFolder(), "way");
    await symlink(root, way);
    const dataset = await openDataset(way, { maxBroken: 0.1 });
    expect(dataset.broken).toEqual([
      { path: "a/dangling.png", reason: "Expected an image file, got nothing at this path" },
    ]);
  });

  it("refuses more of them than maxBroken and names the first", async () => {
    const root = await makeTree({ ...many, "a/text.png": "not an image" });
    const failure = await catchMor(openDataset(root));
    expect(failure.code).toBe("dataset-invalid");
    expect(failure.message).toMatch(
      /Expected at most 1 % unreadable images, got 1 of 21 \(a\/text\.png: Expected/,
    );
    expect((await openDataset(root, { maxBroken: 1 / 21 })).samples).toHaveLength(20);
  });

  it("finds damaged pixels behind a good header only when it decodes them", async () => {
    const root = await makeTree(many);
    const file = await open(join(root, "a/4.png"), "r+");
    await file.write(new Uint8Array(40).fill(0xff), 0, 40, 120);
    await file.close();
    expect((await openDataset(root, { check: "header" })).broken).toEqual([]);
    expect((await openDataset(root, { check: "full", maxBroken: 0.1 })).broken).toHaveLength(1);
  });

  it("refuses a class of which no image can be read", async () => {
    const root = await makeTree({ ...many, "c/1.png": "x" });
    await expect(openDataset(root, { maxBroken: 0.5 })).rejects.toThrow(
      /Expected a readable image of every class, got none of "c" \(c\/1\.png: Expected/,
    );
  });
});

describe("openDataset", () => {
  it("hashes paths, labels, groups and content, and nothing else", async () => {
    const tree = { "a/1.png": 1, "b/2.png": 2 };
    const one = await openDataset(await makeTree(tree));
    const two = await openDataset(await makeTree(tree), { check: "header" });
    expect(two.hash).toBe(one.hash);
    expect(one.hash).toMatch(/^[0-9a-f]{64}$/);
    const others = [
      await openDataset(await makeTree({ "a/1.png": 1, "b/2.png": 3 })),
      await openDataset(await makeTree({ "a/1.png": 1, "b/3.png": 2 })),
      await openDataset(await makeTree({ "a/1.png": 1, "c/2.png": 2 })),
      await openDataset(await makeTree(tree), { byPattern: "\\d" }),
    ];
    expect(new Set([one, ...others].map(({ hash }) => hash)).size).toBe(5);
  });

  it("holds a data set to given classes, in their order", async () => {
    const root = await makeTree(four);
    const dataset = await openDataset(root, { classes: ["b", "c", "a"] });
    expect(dataset.classes).toEqual(["b", "c", "a"]);
    const failure = await catchMor(openDataset(root, { classes: ["b", "c"] }));
    expect(failure.message).toBe('Expected one of the labels b, c, got "a" (a/1.png)');
  });

  it("reports progress and stops when told", async () => {
    const root = await makeTree(four);
    const seen: number[] = [];
    await openDataset(root, { onProgress: ({ done, total }) => seen.push(done / total) });
    expect(seen).toEqual([0.25, 0.5, 0.75, 1]);
    const controller = new AbortController();
    const stopped = openDataset(root, { signal: controller.signal, onProgress: () => controller.abort() });
    expect((await catchMor(stopped)).code).toBe("cancelled");
  });

  const mitocheck = resolve(import.meta.dirname, "../../../../shared/data/mitocheck");
  it.skipIf(!existsSync(mitocheck))("opens MitoCheck (needs ../shared/data/mitocheck)", async () => {
    const dataset = await openDataset(mitocheck, { check: "header" });
    expect(dataset.classes).toHaveLength(16);
    expect(dataset.samples).toHaveLength(2460);
    expect(dataset.samples.filter(({ part }) => part === "val")).toHaveLength(544);
    expect(dataset.broken).toEqual([]);
    expect(dataset.samples[0]?.columns).toHaveProperty("plate");
  });
});
