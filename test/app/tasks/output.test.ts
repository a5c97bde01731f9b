import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { prepareOutputFile, prepareOutputFolder, refuseOutputFolder } from "../../../src/app/tasks/output.ts";

let room: string;

beforeEach(() => {
  room = mkdtempSync(join(tmpdir(), "mor-output-"));
});

afterEach(() => rmSync(room, { recursive: true, force: true }));

const refused = expect.objectContaining({ code: "output-exists" });
const options = {
  madeBy: "tiles",
  force: false,
  owns: (path: string) => path.endsWith(".png"),
  now: () => new Date(0),
};

describe("prepareOutputFolder", () => {
  it("makes a folder and says who made it", async () => {
    const folder = join(room, "a", "b");
    await prepareOutputFolder(folder, options);
    expect(JSON.parse(readFileSync(join(folder, "mor.json"), "utf8"))).toEqual({
      madeBy: "mor tiles",
      created: "1970-01-01T00:00:00.000Z",
    });
  });

  it("accepts an empty folder, refuses one with content", async () => {
    await prepareOutputFolder(room, options);
    await expect(prepareOutputFolder(room, options)).rejects.toThrowError(refused);
  });

  it("empties with force what the same task has made", async () => {
    const folder = join(room, "tiles");
    await prepareOutputFolder(folder, options);
    mkdirSync(join(folder, "x", "y"), { recursive: true });
    writeFileSync(join(folder, "x", "y", "1.png"), "");
    writeFileSync(join(folder, "x", ".2.png.0a1b2c3d.tmp"), "");
    await prepareOutputFolder(folder, { ...options, force: true });
    expect(readdirSync(folder)).toEqual(["mor.json"]);
  });

  it("never deletes what others have made, force or not", async () => {
    const folder = join(room, "tiles");
    await prepareOutputFolder(folder, options);
    writeFileSync(join(folder, "1.png"), "");
    writeFileSync(join(folder, "notes.txt"), "mine");
    const force = { ...options, force: true };
    await expect(prepareOutputFolder(folder, force)).rejects.toThrowError("notes.txt");
    expect(readdirSync(folder)).toEqual(["1.png", "mor.json", "notes.txt"]);
    await expect(prepareOutputFolder(folder, { ...force, madeBy: "phantoms" })).rejects.toThrowError(refused);
    rmSync(join(folder, "mor.json"));
    rmSync(join(folder, "notes.txt"));
    await expect(prepareOutputFolder(folder, force)).rejects.toThrowError(refused);
    expect(existsSync(join(folder, "1.png"))).toBe(true);
  });

  it("counts what desktops leave in folders as nothing", async () => {
    const folder = join(room, "tiles");
    mkdirSync(join(folder, "x"), { recursive: true });
    writeFileSync(join(folder, ".DS_Store"), "");
    writeFileSync(join(folder, "x", "Thumbs.db"), "");
    await prepareOutputFolder(folder, options);
    expect(readdirSync(folder).sort()).toEqual([".DS_Store", "mor.json", "x"]);
    writeFileSync(join(folder, "x", "1.png"), "");
    writeFileSync(join(folder, "desktop.ini"), "");
    await prepareOutputFolder(folder, { ...options, force: true });
    expect(readdirSync(folder)).toEqual(["mor.json"]);
  });

  it("refuses the input, a folder that holds it, and a file", async () => {
    const data = join(room, "data");
    await prepareOutputFolder(data, options);
    for (const folder of [data, room]) {
      await expect(
        prepareOutputFolder(folder, { ...options, force: true, inputs: [data] }),
      ).rejects.toThrowError(/the input/);
    }
    await prepareOutputFolder(join(room, "data-2"), { ...options, inputs: [data] });
    writeFileSync(join(room, "file"), "");
    await expect(prepareOutputFolder(join(room, "file"), options)).rejects.toThrowError(refused);
  });
});

describe("refuseOutputFolder", () => {
  it("refuses as prepareOutputFolder does, and leaves all as it is", async () => {
    const folder = join(room, "tiles");
    expect(await refuseOutputFolder(folder, options)).toEqual([]);
    expect(existsSync(folder)).toBe(false);
    await prepareOutputFolder(folder, options);
    writeFileSync(join(folder, "1.png"), "");
    await expect(refuseOutputFolder(folder, options)).rejects.toThrowError(refused);
    const force = { ...options, force: true };
    expect([...(await refuseOutputFolder(folder, force))].sort()).toEqual(["1.png", "mor.json"]);
    expect(readdirSync(folder)).toEqual(["1.png", "mor.json"]);
    writeFileSync(join(folder, "notes.txt"), "mine");
    await expect(refuseOutputFolder(folder, force)).rejects.toThrowError("notes.txt");
    await expect(refuseOutputFolder(room, { ...force, inputs: [folder] })).rejects.toThrowError(/the input/);
  });
});

describe("prepareOutputFile", () => {
  const file = { madeBy: "partition", force: false, owns: (text: string) => text.startsWith("path,") };

  it("makes the folder of a new file", async () => {
    await prepareOutputFile(join(room, "a", "m.csv"), file);
    expect(readdirSync(room)).toEqual(["a"]);
  });

  it("refuses a file that is there; with force only a foreign one", async () => {
    const path = join(room, "m.csv");
    writeFileSync(path, "path,label\n");
    await expect(prepareOutputFile(path, file)).rejects.toThrowError(refused);
    await prepareOutputFile(path, { ...file, force: true });
    writeFileSync(path, "other");
    await expect(prepareOutputFile(path, { ...file, force: true })).rejects.toThrowError(refused);
    await expect(prepareOutputFile(room, { ...file, force: true })).rejects.toThrowError(refused);
    expect(readFileSync(path, "utf8")).toBe("other");
  });
});
