import { readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openDataset } from "../../../src/data/dataset/open-dataset.ts";
import { readManifest } from "../../../src/data/dataset/read-manifest.ts";
import { formatManifest, writeManifest } from "../../../src/data/dataset/write-manifest.ts";
import { MorError } from "../../../src/errors.ts";
import { temporaryFolder, writeTree } from "./made-images.ts";

const folder = await temporaryFolder();
let count = 0;

/** Writes a manifest into a folder of its own beside four images. */
async function makeManifest(text: string | Uint8Array, name = "manifest.csv"): Promise<string> {
  const root = join(folder, `${count++}`);
  await writeTree(root, {
    "i/1.png": 1,
    "i/2.png": 2,
    "i/3.png": 3,
    "i/4.png": 4,
    "truth/1.png": 5,
    [name]: text,
  });
  return join(root, name);
}

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

const two = "i/1.png,a\ni/2.png,b\n";

describe("readManifest", () => {
  it("reads parts, groups and further columns", async () => {
    const file = await makeManifest(
      "Path,LABEL,Split,Group,dose,plate\ni/1.png,a,train,p1,0.5,P\ni\\2.png,b,Validation,,1,\n",
    );
    expect(await readManifest(file)).toEqual({
      columns: ["dose", "plate"],
      rows: [
        {
          line: 2,
          path: "i/1.png",
          label: "a",
          part: "train",
          group: "p1",
          columns: { dose: "0.5", plate: "P" },
        },
        { line: 3, path: "i/2.png", label: "b", part: "val", columns: { dose: "1", plate: "" } },
      ],
    });
  });

  const utf16 = (text: string): Buffer => Buffer.from(`\ufeff${text}`, "utf16le");
  it.each([
    ["a byte-order mark", `\ufeffpath,label\n${two}`],
    ["CRLF", `path,label\n${two}`.replaceAll("\n", "\r\n")],
    ["bare CR", `path,label\n${two}`.replaceAll("\n", "\r")],
    ["no last line end", `path,label\n${two}`.trimEnd()],
    ["semicolons", `path,label\n${two}`.replaceAll(",", ";")],
    ["tabs", `path,label\n${two}`.replaceAll(",", "\t")],
    ["Excel's sep line", `sep=;\r\npath;label\r\n${two.replaceAll(",", ";")}`],
    ["UTF-16 with a byte-order mark", utf16(`path\tlabel\r\n${two.replaceAll(",", "\t")}`)],
    ["UTF-16 with the other order", utf16(`path,label\n${two}`).swap16()],
    ["blank lines and spaces", `path , label\n\n i/1.png, a \n,\n${"i/2.png,b"}\n\n`],
    ["a nameless last column", `path,label,\ni/1.png,a,\ni/2.png,b,\n`],
    ["quotes", `"path","label"\n"i/1.png","a"\n"i/2.png","b"\n`],
  ])("reads %s", async (_, text) => {
    const { rows } = await readManifest(await makeManifest(text));
    expect(rows.map(({ path, label }) => [path, label])).toEqual([
      ["i/1.png", "a"],
      ["i/2.png", "b"],
    ]);
  });

  it.each([
    ["nothing", "", /Expected a header with the columns path and label, got an empty file/],
    ["a missing column", "file,label\n", /got file, label \(manifest\.csv, line 1\): path missing/],
    ["a column twice", "path,label,Label\n", /Expected each column once, got "label" twice/],
    [
      "an empty label",
      "path,label\ni/1.png,\n",
      /Expected a label, got an empty cell \(manifest\.csv, line 2\)/,
    ],
    ["an empty path", "path,label\n,a\n", /Expected a path, got an empty cell \(manifest\.csv, line 2\)/],
    [
      "an unknown part",
      "path,label,split\ni/1.png,a,hold-out\n",
      /Expected split to be train, val or test, got "hold-out"/,
    ],
    [
      "a part in some rows",
      "path,label,split\ni/1.png,a,train\ni/2.png,b,\n",
      /Expected split in every row or in none, got 1 of 2 rows without \(manifest\.csv, line 3\)/,
    ],
    ["too many cells", "path,label\ni/1.png,a,b,c\n", /Expected a CSV table, got: .*line 2/],
    ["an empty label after CRLF", "path,label\r\ni/1.png,a\r\ni/2.png,\r\n", /\(manifest\.csv, line 3\)/],
    ["an open quote", 'path,label\n"i/1.png,a\n', /Expected a CSV table, got: /],
    [
      "Latin-1",
      Buffer.from("path,label\ni/1.png,Bl\xe4tter\n", "latin1"),
      /Expected UTF-8 text, got other bytes/,
    ],
  ])("refuses %s", async (_, text, message) => {
    const failure = await catchMor(readManifest(await makeManifest(text)));
    expect(failure.code).toBe("manifest-invalid");
    expect(failure.message).toMatch(message);
    expect(failure.hint).toBeDefined();
  });

  it("refuses a missing file", async () => {
    expect((await catchMor(readManifest(join(folder, "none.csv")))).code).toBe("input-missing");
  });
});

describe("openDataset on a manifest", () => {
  it("opens the file or the folder that holds it, and uses nothing that it does not name", async () => {
    const file = await makeManifest(`path,label\n${two}`);
    const dataset = await openDataset(file);
    expect(dataset.samples.map(({ path }) => path)).toEqual(["i/1.png", "i/2.png"]);
    expect(await openDataset(join(file, ".."))).toEqual(dataset);
  });

  it("takes paths relative to a given root", async () => {
    const file = await makeManifest(`path,label\n1.png,a\n2.png,b\n`, "elsewhere.csv");
    const dataset = await openDataset(file, { root: join(file, "../i") });
    expect(dataset.samples).toHaveLength(2);
  });

  it("groups by a column, and says how many have none", async () => {
    const file = await makeManifest(
      "path,label,group,Plant\ni/1.png,a,g1,p1\ni/2.png,b,g2,p1\ni/3.png,b,g3,\n",
    );
    const groups = async (by?: string): Promise<unknown[]> =>
      (await openDataset(file, by === undefined ? {} : { by })).samples.map(({ group }) => group);
    expect(await groups()).toEqual(["g1", "g2", "g3"]);
    expect(await groups("group")).toEqual(["g1", "g2", "g3"]);
    expect(await groups("plant")).toEqual(["p1", "p1", undefined]);
    const failure = await catchMor(openDataset(file, { by: "leaf" }));
    expect(failure.message).toMatch(/Expected the column leaf, got Plant/);
    expect((await openDataset(file, { by: "Plant" })).warnings).toEqual([
      "The column Plant gives no group to 1 of 3 images; each of these stands for itself.",
    ]);
  });

  it("drops rows that repeat an image, and refuses those that contradict", async () => {
    const repeated = await openDataset(await makeManifest(`path,label\n${two}./i//1.png,a\n`));
    expect(repeated.samples).toHaveLength(2);
    expect(repeated.warnings).toEqual([
      "Rows of manifest.csv that repeat an image with the same label are dropped: 1.",
    ]);
    const failure = await catchMor(openDataset(await makeManifest(`path,label\n${two}i/1.png,b\n`)));
    expect(failure.code).toBe("manifest-invalid");
    expect(failure.message).toBe(
      'Expected one label for i/1.png, got "a" and "b" (manifest.csv, lines 2 and 4)',
    );
    await expect(
      openDataset(await makeManifest("path,label,split\ni/1.png,a,train\ni/1.png,a,test\ni/2.png,b,val\n")),
    ).rejects.toThrow('Expected one split for i/1.png, got "train" and "test"');
  });

  it.each(["../0/i/1.png", "i/../../x.png", "/etc/passwd", "C:\\images\\1.png", ".."])(
    "refuses the path %s, which leaves the folder",
    async (path) => {
      const failure = await catchMor(openDataset(await makeManifest(`path,label\n${two}${path},a\n`)));
      expect(failure.code).toBe("manifest-invalid");
      expect(failure.message).toMatch(/Expected a path below .*, got the path .* \(manifest\.csv, line 4\)/);
    },
  );

  it("refuses a link that leaves the folder unless that is allowed", async () => {
    const file = await makeManifest(`path,label\n${two}i/link.png,a\n`);
    const target = await makeManifest("");
    await symlink(join(target, "../i/3.png"), join(file, "../i/link.png"));
    expect((await catchMor(openDataset(file))).message).toContain("got a link that leaves it (i/link.png)");
    expect((await openDataset(file, { allowOutside: true })).samples).toHaveLength(3);
  });

  it("counts a file that is not there as broken", async () => {
    const file = await makeManifest(`path,label\n${two}i/9.png,a\n`);
    expect((await openDataset(file, { maxBroken: 0.5 })).broken).toEqual([
      { path: "i/9.png", reason: "Expected an image, got no such file" },
    ]);
    expect((await catchMor(openDataset(file))).message).toMatch(/got 1 of 3 \(i\/9\.png: /);
  });

  it("reads labels of any characters", async () => {
    const labels = ["wild type", "a, b", 'the "big" one', "Blätter", "🌱 green", "=1+1", "line\nbreak"];
    const rows = labels.map((label, i) => ({ path: `i/${(i % 4) + 1}.png`, label, columns: {} }));
    for (const pair of [rows.slice(0, 4), rows.slice(3)]) {
      const dataset = await openDataset(await makeManifest(formatManifest(pair)));
      expect(dataset.classes).toEqual(pair.map(({ label }) => label).sort());
    }
  });

  it("refuses a header without rows", async () => {
    const failure = await catchMor(openDataset(await makeManifest("path,label\n")));
    expect(failure.code).toBe("dataset-invalid");
  });
});

describe("writeManifest", () => {
  const cell = fc.string({ unit: "grapheme", maxLength: 12 }).map((text) => text.trim().normalize("NFC"));
  const filled = cell.filter((text) => text !== "");

  it("writes what readManifest reads again", async () => {
    const file = join(folder, "round.csv");
    const row = fc.record({
      path: filled.map((text) => text.replaceAll("\\", "/")),
      label: filled,
      part: fc.constantFrom("train" as const, "val" as const, "test" as const),
      group: filled,
      columns: fc.record({ plate: cell, "dose, mM": cell }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 5 }), async (rows) => {
        await writeManifest(file, rows);
        const read = await readManifest(file);
        expect(read.rows.map(({ line: _, ...rest }) => rest)).toEqual(rows);
      }),
      { numRuns: 50 },
    );
  });

  it("writes columns that differ in case alone as one, by the first name, so that they can be read again", async () => {
    const file = join(folder, "case.csv");
    await writeManifest(file, [
      { path: "x.png", label: "l", columns: { Plant: "p1", "e\u0301": "1" } },
      { path: "y.png", label: "l", columns: { plant: "p2", "\u00c9": "2" } },
      { path: "z.png", label: "l", columns: { PLANT: "", plant: "p3" } },
    ]);
    const { columns, rows } = await readManifest(file);
    expect(columns).toEqual(["Plant", "\u00e9"]);
    expect(rows.map((row) => row.columns.Plant)).toEqual(["p1", "p2", "p3"]);
  });

  it("leaves out split and group when nothing has them, and sorts further columns", () => {
    const columns = { z: "1", a: "2", Path: "never twice" };
    expect(formatManifest([{ path: "x.png", label: "l", columns }])).toBe("path,label,a,z\nx.png,l,2,1\n");
  });

  it("replaces a file as a whole and leaves nothing else behind", async () => {
    const root = join(folder, "whole");
    await writeTree(root, { "m.csv": "old" });
    await writeManifest(join(root, "m.csv"), [{ path: "x.png", label: "l", columns: {} }]);
    expect(await readFile(join(root, "m.csv"), "utf8")).toBe("path,label\nx.png,l\n");
    expect(await readdir(root)).toEqual(["m.csv"]);
  });

  it("says why it cannot write", async () => {
    const missing = await catchMor(writeManifest(join(folder, "no/such/m.csv"), []));
    expect(missing.code).toBe("output-unwritable");
    expect(missing.message).toContain("got a folder that does not exist");
    await writeFile(join(folder, "plain"), "");
    const below = await catchMor(writeManifest(join(folder, "plain/m.csv"), []));
    expect(below.message).toContain("got a file where a folder should be");
  });
});
