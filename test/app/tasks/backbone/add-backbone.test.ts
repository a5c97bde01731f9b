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
import { basename, join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type AddOptions, addBackbone } from "../../../../src/app/tasks/backbone/add-backbone.ts";
import { backboneName, nameOfFile } from "../../../../src/app/tasks/backbone/backbone-name.ts";
import { findBackbone, removeFromStore } from "../../../../src/app/tasks/backbone/store.ts";
import { silentEffects } from "../../../../src/app/tasks/effects.ts";
import { MorError } from "../../../../src/errors.ts";
import { smallOnnx } from "./small-onnx.ts";

let room: string;
let folder: string;
let warnings: string[];

beforeEach(() => {
  room = mkdtempSync(join(tmpdir(), "mor-add-"));
  folder = join(room, "backbones");
  warnings = [];
});

afterEach(() => rmSync(room, { recursive: true, force: true }));

function write(name: string, bytes: Uint8Array | string): string {
  const path = join(room, name);
  writeFileSync(path, bytes);
  return path;
}

function add(file: string, options: AddOptions = {}) {
  const effects = { ...silentEffects(), warn: (text: string) => warnings.push(text) };
  return addBackbone(file, { folder, ...options }, effects);
}

async function failure(work: Promise<unknown>): Promise<MorError> {
  const error = await work.catch((caught: unknown) => caught);
  if (error instanceof MorError) return error;
  throw new Error("Expected a MorError", { cause: error });
}

describe("addBackbone", () => {
  it("copies a network in ONNX and says what it is", async () => {
    const bytes = smallOnnx();
    const added = await add(write("Leaf Net.onnx", bytes), { licence: "CC0-1.0", citation: "Doe 2025" });
    expect(added).toMatchObject({
      name: "leaf-net",
      architecture: "onnx",
      format: "onnx",
      bytes: bytes.length,
      size: 8,
      features: 4,
      parameters: 108 + 4 + 8 + 2,
      origin: { weights: "file", licence: "CC0-1.0", citation: "Doe 2025", address: "Leaf Net.onnx" },
    });
    expect(warnings).toEqual([]);
    rmSync(join(room, "Leaf Net.onnx"));
    expect(await findBackbone("leaf-net", folder)).toEqual(added);
    expect(readFileSync(added.path).equals(bytes)).toBe(true);
  });

  it("keeps other weights of the name unless it is told to replace them", async () => {
    const first = await add(write("a.onnx", smallOnnx()), { as: "net" });
    const again = await add(write("a.onnx", smallOnnx()), { as: "net", licence: "CC0-1.0" });
    expect([again.path, again.origin.licence]).toEqual([first.path, "CC0-1.0"]);
    const other = write("b.onnx", smallOnnx(0.2));
    expect((await failure(add(other, { as: "net" }))).code).toBe("output-exists");
    const replaced = await add(other, { as: "net", force: true });
    expect(existsSync(first.path)).toBe(false);
    expect(readdirSync(folder).sort()).toEqual([basename(replaced.path), "net.json"].sort());
  });

  it.each([
    ["no bytes", "", "model-invalid"],
    ["half of a file", smallOnnx().subarray(0, 200), "model-invalid"],
    ["something else", "not a model", "model-invalid"],
  ])("refuses %s, and leaves nothing", async (_, bytes, code) => {
    const file = write("net.onnx", bytes);
    const error = await failure(add(file));
    expect(error.code).toBe(code);
    expect([error.message, error.path]).toEqual([expect.stringContaining(`(${file})`), file]);
    expect(readdirSync(folder)).toEqual([]);
  });

  it("refuses what is no file, or of another kind", async () => {
    expect((await failure(add(join(room, "none.onnx")))).code).toBe("input-missing");
    mkdirSync(join(room, "folder.onnx"));
    expect((await failure(add(join(room, "folder.onnx")))).message).toContain("got a folder");
    const error = await failure(add(write("net.pt", "x")));
    expect([error.code, error.hint]).toEqual(["usage", expect.stringContaining("ONNX")]);
    expect((await failure(add(write("page.h5", "<html>")))).message).toContain("Expected an HDF5 file");
  });

  it("keeps the names of published weights for weights of their networks", async () => {
    const file = write("net.onnx", smallOnnx());
    const error = await failure(add(file, { as: "vgg16" }));
    expect(error.message).toContain("Expected weights of VGG16, got a network in ONNX");
    expect((await failure(add(file, { as: "../vgg16" }))).code).toBe("usage");
    expect((await failure(add(write("vgg16.onnx", smallOnnx())))).hint).toContain("choose another one");
  });

  it("says so when the store cannot be written", async () => {
    writeFileSync(folder, "a file");
    const error = await failure(add(write("net.onnx", smallOnnx())));
    expect([error.code, error.hint]).toEqual(["output-unwritable", expect.stringContaining("MOR_CACHE")]);
  });

  const shared = resolve(import.meta.dirname, "../../../../../shared/weights");
  it.skipIf(!existsSync(shared))("takes every real network (needs ../shared/weights)", async () => {
    const files = readdirSync(shared).filter((name) => name.endsWith(".onnx"));
    for (const file of files) {
      const { features = 0, parameters } = await add(join(shared, file));
      expect(features, file).toBeGreaterThan(100);
      expect(parameters, file).toBeGreaterThan(100_000);
    }
    expect(readdirSync(folder)).toHaveLength(2 * files.length);
  });
});

describe("removeFromStore", () => {
  it("removes an entry and nothing else", async () => {
    await add(write("a.onnx", smallOnnx()), { as: "net" });
    const other = await add(write("a.onnx", smallOnnx()), { as: "net-2" });
    writeFileSync(join(folder, ".net.part-host-1-1"), "half");
    expect(await removeFromStore("net", folder)).toBe(true);
    expect(await removeFromStore("net", folder)).toBe(false);
    expect(readdirSync(folder).sort()).toEqual([basename(other.path), "net-2.json"].sort());
  });
});

describe("backboneName", () => {
  it.each(["vgg16", "mobilenet-v2-0.35", "a", "leaf_net"])("accepts %j", (name) => {
    expect(backboneName(name)).toBe(name);
  });

  it.each(["", ".", "..", "a..b", "a/b", "a\\b", "A", "-a", "a-", "a.onnx", "nul", "com1.x", "a".repeat(65)])(
    "refuses %j",
    (name) => {
      expect(() => backboneName(name)).toThrow(MorError);
    },
  );

  it.each([
    ["Leaf Net (2).onnx", "leaf-net-2"],
    ["mobilenet_v2_1.0_224.onnx", "mobilenet-v2-1.0-224"],
    ["..onnx", undefined],
    ["å.h5", undefined],
    ["con.onnx", undefined],
  ])("makes of %j the name %j", (file, name) => {
    expect(nameOfFile(file)).toBe(name);
  });
});
