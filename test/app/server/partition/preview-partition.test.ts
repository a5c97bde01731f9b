import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { cutImages, previewPartition } from "../../../../src/app/server/partition/preview-partition.ts";
import type { TableImage } from "../../../../src/app/server/workspace/image-table.ts";
import { openImageTable } from "../../../../src/app/server/workspace/open-image-table.ts";
import { partition } from "../../../../src/app/tasks/library.ts";
import { readManifest } from "../../../../src/data/dataset/read-manifest.ts";
import { tinyPng } from "../../../support/tiny-png.ts";
import { makeFolderForTest } from "../support/serve-for-test.ts";

const none = {
  job: null,
  checked: null,
  newer: 0,
  broken: [],
  duplicates: [],
  truncated: false,
  warnings: [],
};

function table(count: number, groups: number): TableImage[] {
  return Array.from({ length: count }, (_, index) => ({
    path: `images/${String(index).padStart(3, "0")}.png`,
    label: ["mito", "chlo"][index % 2] ?? "",
    group: `plant ${index % groups}`,
    columns: {},
  }));
}

describe("previewPartition", () => {
  it("is what mor partition does", async () => {
    const folder = await makeFolderForTest();
    await mkdir(join(folder, "images"));
    const images = table(60, 20);
    for (const [index, { path }] of images.entries()) {
      const pixels = new Uint8Array(64).map((_, at) => (at * 37 + index * 11) % 256);
      await writeFile(join(folder, path), Buffer.from(tinyPng(8, 8, pixels).split(",")[1] ?? "", "base64"));
    }
    const opened = await openImageTable(folder);
    await opened.update(() => images);
    for (const [seed, ratio] of [
      [3, [8, 1, 1]],
      [4, [6, 4, 0]],
    ] as const) {
      const out = join(folder, `cut-${seed}.csv`);
      const { warnings } = await partition({
        data: opened.manifest,
        out,
        ratio: ratio.join(":"),
        seed,
        skipDuplicates: true,
      });
      const expected = (await readManifest(out)).rows.map(({ path, part }) => [path, part]);
      const choice = { ratio, seed, assigned: "ignore" } as const;
      const cut = cutImages(folder, opened.images(), choice);
      expect([...cut.parts]).toEqual(expected);
      const preview = previewPartition(folder, opened.images(), choice, none);
      expect(warnings).toEqual(expect.arrayContaining([...preview.warnings]));
      expect(preview.parts.map(({ images: count }) => count)).toEqual(
        ["train", "val", "test"].map((part) => expected.filter(([, other]) => other === part).length),
      );
    }
  });

  it("counts classes and groups, and finds no leak in its own cut", () => {
    const preview = previewPartition(
      "/w",
      table(60, 20),
      { ratio: [8, 1, 1], seed: 0, assigned: "ignore" },
      none,
    );
    expect(preview).toMatchObject({ error: null, images: 60, isKept: false, groupCount: 20 });
    expect(preview.leaks).toEqual({ groups: [], duplicates: [] });
    expect(preview.classes.map(({ label, counts }) => [label, counts[0] + counts[1] + counts[2]])).toEqual([
      ["chlo", 30],
      ["mito", 30],
    ]);
    expect(preview.groups).toHaveLength(20);
  });

  it("shows groups and copies that stand in several parts", () => {
    const images = table(12, 6).map(
      (image, index): TableImage => ({ ...image, part: index < 6 ? "train" : index < 9 ? "val" : "test" }),
    );
    const found = {
      ...none,
      duplicates: [
        { kind: "exact" as const, paths: ["images/000.png", "images/010.png"] as const },
        { kind: "near" as const, paths: ["images/000.png", "images/001.png"] as const },
      ],
    };
    const preview = previewPartition("/w", images, { ratio: [8, 1, 1], seed: 0, assigned: "keep" }, found);
    expect(preview.isKept).toBe(true);
    expect(preview.leaks.groups).toHaveLength(6);
    expect(preview.leaks.duplicates).toEqual([found.duplicates[0]]);
    expect(preview.warnings.join(" ")).toContain("1 pair");
  });

  it("says why nothing can be cut", () => {
    const one = table(4, 4).map((image) => ({ ...image, label: "mito" }));
    const choice = { ratio: [8, 1, 1], seed: 0, assigned: "ignore" } as const;
    expect(previewPartition("/w", one, choice, none).error?.message).toContain("two classes");
    expect(previewPartition("/w", [], choice, none).error?.message).toContain("got none");
    expect(previewPartition("/w", table(4, 2), choice, none).error).not.toBeNull();
  });
});
