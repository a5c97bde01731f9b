import {
  copyFileSync,
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

const shared = resolve(import.meta.dirname, "../../../../../shared");

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
    const page = await failure(add(write("page.h5", "<html>")));
    expect([page.code, page.message]).toEqual(["model-invalid", expect.stringContaining("page.h5")]);
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

  const sample = join(shared, "reference/keras-applications/mobilenet_v2_0.35_96_no_top.h5");
  it.skipIf(!existsSync(sample))(
    "tells the network of weights in HDF5 (needs ../shared/reference)",
    async () => {
      const added = await add(sample, { as: "my-mobilenet" });
      expect(added).toMatchObject({
        name: "my-mobilenet",
        title: "MobileNet v2 (width 0.35)",
        architecture: "mobilenet-v2",
        width: 0.35,
        format: "h5",
        size: 224,
        features: 1280,
        parameters: 410_208,
        origin: { weights: "file" },
      });
      expect(warnings).toEqual([]);
      // Under the name of published weights, but not that file.
      const other = await add(sample, { as: "mobilenet-v2-0.35" });
      expect(other.origin.weights).toBe("file");
      expect(warnings).toEqual([expect.stringMatching(/^This is not the file that is published as mobile/)]);
      const official = join(room, "mobilenet_v2_weights_tf_dim_ordering_tf_kernels_0.35_224_no_top.h5");
      copyFileSync(sample, official);
      const { name, origin } = await add(official);
      expect([name, origin.weights]).toEqual(["mobilenet-v2-0.35", "imagenet"]);
      expect(origin.licence).toContain("Apache");
      const wrong = await failure(add(sample, { as: "vgg16" }));
      expect(wrong.message).toContain("Expected weights of VGG16, got MobileNet v2 (width 0.35)");
      const half = write("half.h5", readFileSync(sample).subarray(0, 1_000_000));
      expect((await failure(add(half))).code).toBe("model-invalid");
    },
  );

  const weights = join(shared, "weights");
  it.skipIf(!existsSync(weights))("takes every real network (needs ../shared/weights)", async () => {
    const files = readdirSync(weights).filter((name) => name.endsWith(".onnx"));
    for (const file of files) {
      const { features = 0, parameters } = await add(join(weights, file));
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
