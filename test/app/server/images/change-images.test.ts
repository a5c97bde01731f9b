import { describe, expect, it } from "vitest";
import {
  addImages,
  clearParts,
  labelImages,
  regroup,
  renameLabel,
  setGroup,
} from "../../../../src/app/server/images/change-images.ts";
import { toImageList } from "../../../../src/app/server/images/image-list.ts";
import type { TableImage } from "../../../../src/app/server/workspace/image-table.ts";

function image(path: string, label = "", more: Partial<TableImage> = {}): TableImage {
  return { path, label, columns: {}, ...more };
}

const three = [image("a/1.png", "x", { group: "g" }), image("a/2.png", "y"), image("b/3.png")];

describe("changes of the table", () => {
  it("label, and say how many have changed", () => {
    const { images, changed } = labelImages(three, [
      { path: "a/1.png", label: "x" },
      { path: "b/3.png", label: "  é  " },
      { path: "a/2.png", label: null },
    ]);
    expect(images.map(({ label }) => label)).toEqual(["x", "", "é"]);
    expect(changed).toBe(2);
  });

  it("leave the very same table when nothing changes", () => {
    expect(labelImages(three, [{ path: "a/1.png", label: "x" }]).images).toBe(three);
    expect(renameLabel(three, "x", "x").images).toBe(three);
    expect(clearParts(three).images).toBe(three);
  });

  it("refuse images that are not there and names that are none", () => {
    expect(() => labelImages(three, [{ path: "c", label: "x" }])).toThrow(
      /Expected an image of the workspace/,
    );
    expect(() => labelImages(three, [{ path: "a/1.png", label: " \n " }])).toThrow(/Expected a name/);
    expect(() => renameLabel(three, "x", "a\u0007")).toThrow(/Expected a name/);
  });

  it("refuse new names with signs that cannot be seen, and take those that the table has come with", () => {
    const hidden = ["evil\u202egnp.exe", "wild\u200btype", "a\u2060", "\ud800"];
    for (const name of hidden) {
      expect(() => labelImages(three, [{ path: "a/1.png", label: name }])).toThrow(/invisible signs/);
      expect(() => renameLabel(three, "x", name)).toThrow(/invisible signs/);
      expect(() => setGroup(three, ["a/1.png"], name)).toThrow(/invisible signs/);
    }
    const message = 'Expected a name without invisible signs, got "a\\u{202e}b"';
    expect(() => renameLabel(three, "x", "a\u202eb")).toThrow(message);
    const joined = [...three, image("c.png", "می\u200cخواهم", { group: "می\u200cخواهم" })];
    const { images } = labelImages(joined, [{ path: "a/1.png", label: "می\u200cخواهم" }]);
    expect(images[0]?.label).toBe("می\u200cخواهم");
    expect(setGroup(joined, ["a/1.png"], "می\u200cخواهم").changed).toBe(1);
  });

  it("refuse a new class that differs from another in capitals alone, unless it takes its place", () => {
    const classes = [image("1.png", "Wild Type"), image("2.png", "Wild Type"), image("3.png")];
    const label = (...paths: string[]) => paths.map((path) => ({ path, label: "wild type" }));
    expect(() => labelImages(classes, label("3.png"))).toThrow(
      'There is a class "Wild Type" already: "wild type" differs in capitals alone',
    );
    expect(() => labelImages(classes, label("1.png"))).toThrow(/capitals alone/);
    expect(labelImages(classes, label("1.png", "2.png")).changed).toBe(2);
    expect(renameLabel(classes, "Wild Type", "WILD TYPE").changed).toBe(2);
    const twins = [...classes, image("4.png", "wild type")];
    expect(labelImages(twins, label("3.png")).changed).toBe(1);
    expect(() => renameLabel(twins, "wild type", "Wild type")).toThrow(/capitals alone/);
  });

  it("rename and merge classes", () => {
    expect(renameLabel(three, "x", "y").images.map(({ label }) => label)).toEqual(["y", "y", ""]);
  });

  it("group by hand and by rule", () => {
    expect(setGroup(three, ["a/2.png"], "h").images.map(({ group }) => group)).toEqual(["g", "h", undefined]);
    expect(setGroup(three, ["a/1.png"], null).images[0]).not.toHaveProperty("group");
    const byFolder = regroup(three, ({ path }) => path.split("/")[0]);
    expect(byFolder.images.map(({ group }) => group)).toEqual(["a", "a", "b"]);
  });

  it("take in what is new, and a first label of what is known", () => {
    const { images, changed, known } = addImages(three, [
      image("a/1.png", "z"),
      image("b/3.png", "z"),
      image("c.png"),
    ]);
    expect(images.map(({ path, label }) => `${path} ${label}`)).toEqual([
      "a/1.png x",
      "a/2.png y",
      "b/3.png z",
      "c.png ",
    ]);
    expect([changed, known]).toEqual([1, 2]);
  });

  it("give further columns of new images the spelling that the table has", () => {
    const { images } = addImages(
      [image("a.png", "x", { columns: { Plant: "p1" } })],
      [
        image("b.png", "x", { columns: { plant: "p2", Leaf: "1" } }),
        image("c.png", "x", { columns: { leaf: "2" } }),
      ],
    );
    expect(images.map(({ columns }) => columns)).toEqual([
      { Plant: "p1" },
      { Plant: "p2", Leaf: "1" },
      { Leaf: "2" },
    ]);
  });

  it("take no parts from new images beside labelled ones without", () => {
    const cut = image("c.png", "z", { part: "test" });
    expect(addImages(three, [cut]).images.at(-1)).not.toHaveProperty("part");
    expect(addImages([], [cut]).images).toEqual([cut]);
  });
});

describe("toImageList", () => {
  it("tells each folder, label and group once", () => {
    expect(toImageList([...three, image("c.png", "x", { part: "val", columns: { plant: "1" } })], 7)).toEqual(
      {
        revision: 7,
        folders: ["a/", "b/", ""],
        labels: ["x", "y"],
        groups: ["g"],
        columns: ["plant"],
        names: ["1.png", "2.png", "3.png", "c.png"],
        folderOf: [0, 0, 1, 2],
        labelOf: [0, 1, -1, 0],
        groupOf: [0, -1, -1, -1],
        partOf: [-1, -1, -1, 1],
      },
    );
  });
});
