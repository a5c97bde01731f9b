import { readdirSync, renameSync, writeFileSync } from "node:fs";
import { readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { addImages, labelImages, removeImages } from "../../../../src/app/server/images/change-images.ts";
import type { TableImage } from "../../../../src/app/server/workspace/image-table.ts";
import { openImageTable } from "../../../../src/app/server/workspace/open-image-table.ts";
import { openTableFiles } from "../../../../src/app/server/workspace/table-files.ts";
import { readManifest } from "../../../../src/data/dataset/read-manifest.ts";
import { MorError } from "../../../../src/errors.ts";
import { makeFolderForTest } from "../support/serve-for-test.ts";

function image(path: string, label = "", more: Partial<TableImage> = {}): TableImage {
  return { path, label, columns: {}, ...more };
}

const text = (folder: string, file: string): Promise<string> => readFile(join(folder, file), "utf8");

describe("openImageTable", () => {
  it("is empty without files, and writes none for nothing", async () => {
    const folder = await makeFolderForTest();
    const table = await openImageTable(folder);
    await table.update((images) => images);
    expect(table.images()).toEqual([]);
    await expect(stat(table.manifest)).rejects.toThrow();
  });

  it("keeps labelled images in manifest.csv and others in unlabelled.csv, on the disk when it says so", async () => {
    const folder = await makeFolderForTest();
    const table = await openImageTable(folder);
    const revision = table.revision();
    await table.update(() => [
      image("b.png", "mito", { group: "p1" }),
      image("a.png"),
      image("c.png", "chlo"),
    ]);
    expect(await text(folder, "manifest.csv")).toBe("path,label,group\nb.png,mito,p1\nc.png,chlo,\n");
    expect(await text(folder, "unlabelled.csv")).toBe("path\na.png\n");
    expect(table.images().map(({ path }) => path)).toEqual(["a.png", "b.png", "c.png"]);
    expect(table.get("b.png")).toMatchObject({ label: "mito", group: "p1" });
    expect(table.revision()).toBeGreaterThan(revision);
    expect((await openImageTable(folder)).images()).toEqual(table.images());
  });

  it("keeps columns, names with commas and quotes, and parts through label and unlabel", async () => {
    const folder = await makeFolderForTest();
    await writeFile(
      join(folder, "manifest.csv"),
      'path,label,split,plant\n"a, ""b"".png",mito,test,p1\nc.png,mito,train,p2\n',
    );
    const table = await openImageTable(folder);
    const [first] = table.images();
    expect(first).toMatchObject({ path: 'a, "b".png', part: "test", columns: { plant: "p1" } });
    for (const label of [null, "mito"]) {
      await table.update((images) => labelImages(images, [{ path: 'a, "b".png', label }]).images);
      expect((await openImageTable(folder)).images()).toEqual(table.images());
    }
    expect(table.get('a, "b".png')).toEqual(first);
  });

  it("gives new labels the part of their group, else train, and never a hole in the column", async () => {
    const folder = await makeFolderForTest();
    const table = await openImageTable(folder);
    await table.update(() => [
      image("a.png", "x", { group: "p1", part: "test" }),
      image("b.png", "y", { part: "train" }),
      image("c.png", "", { group: "p1" }),
      image("d.png"),
    ]);
    const changes = ["c.png", "d.png"].map((path) => ({ path, label: "x" }));
    await table.update((images) => labelImages(images, changes).images);
    expect(table.images().map(({ part }) => part)).toEqual(["test", "train", "test", "train"]);
    expect((await readManifest(table.manifest)).rows).toHaveLength(4);
  });

  it("writes changes that wait for each other together, in their order", async () => {
    const folder = await makeFolderForTest();
    const table = await openImageTable(folder);
    await table.update(() => [image("a.png"), image("b.png")]);
    const before = table.revision();
    const labels = Array.from({ length: 50 }, (_, index) => `class ${index}`);
    await Promise.all(
      labels.map((label) => table.update((images) => labelImages(images, [{ path: "a.png", label }]).images)),
    );
    expect(table.get("a.png")?.label).toBe("class 49");
    expect(table.revision() - before).toBeLessThan(5);
    expect(await text(folder, "manifest.csv")).toContain("class 49");
  });

  it("refuses one change and keeps the others", async () => {
    const table = await openImageTable(await makeFolderForTest());
    await table.update(() => [image("a.png")]);
    const changes = await Promise.allSettled([
      table.update((images) => [...images, image("b.png")]),
      table.update((images) => [...images, image("a.png")]),
      table.update((images) => [...images, image("c.png")]),
    ]);
    expect(changes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(table.images().map(({ path }) => path)).toEqual(["a.png", "b.png", "c.png"]);
  });

  it("sees what the command line has written meanwhile", async () => {
    const folder = await makeFolderForTest();
    const table = await openImageTable(folder);
    await table.update(() => [image("a.png", "x"), image("b.png", "y")]);
    await writeFile(table.manifest, "path,label,split\na.png,x,train\nb.png,y,test\n");
    await table.refresh();
    expect(table.get("b.png")?.part).toBe("test");
    await writeFile(table.manifest, "path,label,split\na.png,x,val\nb.png,y,test\n");
    await table.update((images) => addImages(images, [image("c.png", "y")]).images);
    expect(table.images().map(({ part }) => part)).toEqual(["val", "test", "train"]);
  });

  it("keeps what another program writes between our reading and our writing", async () => {
    const folder = await makeFolderForTest();
    const table = await openImageTable(folder);
    await table.update(() => [image("a.png", "x"), image("b.png")]);
    let asked = 0;
    await table.update((images) => {
      if (asked++ === 0) writeFileSync(table.manifest, "path,label\na.png,corrected\n");
      return labelImages(images, [{ path: "b.png", label: "y" }]).images;
    });
    expect(asked).toBe(2);
    expect(await text(folder, "manifest.csv")).toBe("path,label\na.png,corrected\nb.png,y\n");
    expect(table.get("a.png")?.label).toBe("corrected");
  });

  it("refuses no change that it then carries out, when another program writes in between", async () => {
    const table = await openImageTable(await makeFolderForTest());
    await table.update(() => [image("a.png", "x"), image("b.png", "y")]);
    let asked = 0;
    void table.refresh(); // the two wait together
    void table.update((images) => {
      if (asked++ === 0) writeFileSync(table.manifest, "path,label\na.png,x\nb.png,y\nc.png,z\n");
      return labelImages(images, [{ path: "a.png", label: "z" }]).images;
    });
    const late = table.update((images) => {
      if (!images.some(({ path }) => path === "c.png")) throw new MorError("usage", "no c.png");
      return labelImages(images, [{ path: "b.png", label: "z" }]).images;
    });
    await expect(late).resolves.toBeDefined();
    expect([asked, table.get("b.png")?.label]).toEqual([2, "z"]);
  });

  it("keeps what another program writes while ours is on its way to the disk", async () => {
    const folder = await makeFolderForTest();
    const table = await openImageTable(folder);
    const many = Array.from({ length: 20_000 }, (_, index) => image(`${index}.png`, "x"));
    await table.update(() => [...many, image("b.png")]);
    const theirs = join(folder, "theirs.csv");
    await writeFile(theirs, `${await text(folder, "manifest.csv")}new.png,theirs\n`);
    const change = table.update((images) => labelImages(images, [{ path: "b.png", label: "y" }]).images);
    const isBeingWritten = () => readdirSync(folder).some((name) => /^\.manifest.*tmp$/.test(name));
    while (!isBeingWritten()) await setImmediate();
    renameSync(theirs, table.manifest);
    await change;
    expect(table.get("new.png")?.label).toBe("theirs");
    expect(table.get("b.png")?.label).toBe("y");
    expect((await openImageTable(folder)).images()).toEqual(table.images());
  });

  it("gives up beside a program that writes all the time, and knows what that has written", async () => {
    const folder = await makeFolderForTest();
    const table = await openImageTable(folder);
    await table.update(() => [image("a.png", "x")]);
    let asked = 0;
    const change = table.update((images) => {
      writeFileSync(table.manifest, `path,label\na.png,${"z".repeat(++asked)}\n`);
      return [...images, image("b.png", "y")];
    });
    await expect(change).rejects.toThrow(/changes by another program/);
    expect(table.images()).toEqual([image("a.png", "z".repeat(asked))]);
    expect(await text(folder, "manifest.csv")).toContain(table.get("a.png")?.label);
  });

  it("reads again beside changes without losing one", async () => {
    const table = await openImageTable(await makeFolderForTest());
    await table.update(() => [image("a.png", "x")]);
    const names = Array.from({ length: 20 }, (_, index) => `n${index}.png`);
    await Promise.all(
      names.flatMap((name) => [table.refresh(), table.update((images) => [...images, image(name, "y")])]),
    );
    expect(table.images()).toHaveLength(21);
  });

  it("refuses a broken manifest by its name", async () => {
    const folder = await makeFolderForTest();
    await writeFile(join(folder, "manifest.csv"), "file,class\na,b\n");
    const error = await openImageTable(folder).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(MorError);
    expect(error).toMatchObject({
      code: "manifest-invalid",
      message: expect.stringContaining("manifest.csv"),
    });
  });

  it("takes all spellings of a path for one image", async () => {
    const folder = await makeFolderForTest();
    const spellings = ["./i/a.png", `${folder}/i/a.png`, "i//a.png"];
    await writeFile(join(folder, "manifest.csv"), `path,label\n${spellings.join(",x\n")},x\n`);
    await writeFile(join(folder, "unlabelled.csv"), `path\n${folder}/i/a.png\n${folder}/i/b.png\n`);
    const table = await openImageTable(folder);
    expect(table.images().map(({ path, label }) => [path, label])).toEqual([
      ["i/a.png", "x"],
      ["i/b.png", ""],
    ]);
  });

  it.each(["label", "split", "group"])("refuses two rows of one image with another %s", async (column) => {
    const folder = await makeFolderForTest();
    const cells = (word: string) =>
      ["label", "split", "group"].map((name) => (name === column ? word : "train")).join(",");
    const other = column === "split" ? "val" : "y";
    await writeFile(
      join(folder, "manifest.csv"),
      `path,label,split,group\na.png,${cells("train")}\n./a.png,${cells(other)}\n`,
    );
    await expect(openImageTable(folder)).rejects.toThrow(
      `Expected one ${column} for ./a.png, got "train" and "${other}" (manifest.csv, lines 2 and 3)`,
    );
  });

  it("tells a change that cannot be written, and is what the disk says afterwards", async () => {
    const folder = await makeFolderForTest();
    const table = await openImageTable(folder);
    await table.update(() => [image("a.png", "x")]);
    await rm(folder, { recursive: true });
    await expect(table.update((images) => [...images, image("b.png", "y")])).rejects.toThrow();
    await table.refresh();
    expect(table.images()).toEqual([]);
  });
});

describe("openTableFiles", () => {
  it("loses no image, whenever it is killed between two files", async () => {
    const folder = await makeFolderForTest();
    const files = openTableFiles(folder);
    await files.read();
    await files.write([image("a.png", "x"), image("b.png"), image("c.png", "y")]);
    // The moment after each file of the next change: a to unlabelled, b to the manifest.
    const old = {
      manifest: await text(folder, "manifest.csv"),
      unlabelled: await text(folder, "unlabelled.csv"),
    };
    await files.write([image("a.png"), image("b.png", "x"), image("c.png", "y")]);
    const next = {
      manifest: await text(folder, "manifest.csv"),
      unlabelled: await text(folder, "unlabelled.csv"),
    };
    const both = "path\na.png\nb.png\n";
    for (const [manifest, unlabelled] of [
      [old.manifest, old.unlabelled],
      [old.manifest, both],
      [next.manifest, both],
      [next.manifest, next.unlabelled],
    ]) {
      await writeFile(join(folder, "manifest.csv"), manifest ?? "");
      await writeFile(join(folder, "unlabelled.csv"), unlabelled ?? "");
      const images = await openTableFiles(folder).read();
      expect(images.map(({ path }) => path)).toEqual(["a.png", "b.png", "c.png"]);
    }
  });

  it("writes an image that loses its label into unlabelled.csv first", async () => {
    const folder = await makeFolderForTest();
    const files = openTableFiles(folder);
    await files.read();
    await files.write([image("a.png", "x"), image("b.png")]);
    await rm(join(folder, "manifest.csv"));
    await files.read();
    // A manifest that cannot be replaced, as if the server had been killed there.
    const { mkdir } = await import("node:fs/promises");
    await files.write([image("a.png", "x"), image("b.png")]);
    await rm(join(folder, "manifest.csv"));
    await mkdir(join(folder, "manifest.csv"));
    expect(await files.write([image("a.png"), image("b.png", "y")])).toBe(false);
    expect(await text(folder, "unlabelled.csv")).toBe("path\na.png\nb.png\n");
  });
});

describe("a table of 50,000 images", () => {
  it("is changed again and again within seconds", async () => {
    const folder = await makeFolderForTest();
    const table = await openImageTable(folder);
    const many = Array.from({ length: 50_000 }, (_, index) =>
      image(`images/${String(index).padStart(6, "0")}.png`, `class ${index % 6}`, {
        group: `p${index % 500}`,
      }),
    );
    const begin = performance.now();
    await table.update((images) => addImages(images, many).images);
    for (const label of ["a", "b", null]) {
      const path = "images/000777.png";
      await table.update((images) => labelImages(images, [{ path, label }]).images);
    }
    await table.update((images) => removeImages(images, ["images/000000.png"]).images);
    expect((await openImageTable(folder)).images()).toHaveLength(49_999);
    // A tenth of that on an idle machine.
    expect(performance.now() - begin).toBeLessThan(15_000);
  }, 20_000);
});
