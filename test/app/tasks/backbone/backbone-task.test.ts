import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BackboneTaskOptions, backbone } from "deeplearnmor";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { smallOnnx } from "./small-onnx.ts";

let room: string;

beforeEach(() => {
  room = mkdtempSync(join(tmpdir(), "mor-task-"));
  vi.stubEnv("MOR_CACHE", join(room, "cache"));
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(room, { recursive: true, force: true });
});

describe("backbone", () => {
  it("adds to the store that MOR_CACHE names, lists it and empties it", async () => {
    const file = join(room, "leaf.onnx");
    writeFileSync(file, smallOnnx());
    const { folder, backbones } = await backbone({ action: "add", targets: [file] });
    expect(folder).toBe(join(room, "cache", "backbones"));
    expect(backbones[0]?.path.startsWith(folder)).toBe(true);
    const before = await backbone({ action: "list" });
    expect(before.backbones.map(({ state }) => state)).toEqual([
      "included",
      ...Array(14).fill("published"),
      "stored",
    ]);
    const { removed } = await backbone({ action: "remove", targets: ["leaf"] });
    expect([removed, readdirSync(folder)]).toEqual([["leaf"], []]);
  });

  it("lists damaged entries, of published weights too", async () => {
    const file = join(room, "leaf.onnx");
    writeFileSync(file, smallOnnx());
    const { folder, backbones } = await backbone({ action: "add", targets: [file] });
    writeFileSync(backbones[0]?.path ?? "", "short");
    writeFileSync(join(folder, "vgg16.json"), "{");
    const damaged = (await backbone({ action: "list" })).backbones.filter(({ state }) => state === "damaged");
    expect(damaged.map(({ name, damage }) => [name, damage])).toEqual([
      ["vgg16", "its record is damaged"],
      ["leaf", expect.stringMatching(/^its weights have 5 bytes instead of \d+$/)],
    ]);
  });

  it.each<[BackboneTaskOptions, string, string]>([
    [{ action: "pull" }, "Expected the names of weights to pull, got nothing", "mor backbone pull vgg16"],
    [{ action: "pull", targets: ["vgg61"] }, 'got "vgg61"', 'Did you mean "vgg16"?'],
    [{ action: "pull", targets: ["vgg16", "../x"] }, 'name of a backbone, got "../x"', "small letters"],
    [{ action: "add" }, "Expected one file to add, got nothing", "mor backbone add network.onnx"],
    [{ action: "add", targets: ["a.onnx"], from: "x" }, 'Expected no "from" with add', "mor backbone add"],
    [{ action: "add", targets: ["a.pt"] }, "Expected a file .onnx, .h5 or .safetensors, got a.pt", "ONNX"],
    [{ action: "remove", targets: ["leaf"] }, 'in the store, got "leaf"', "The store is empty."],
    [{ action: "list", targets: ["leaf"] }, "Expected nothing to list, got leaf", "mor backbone list"],
  ])("refuses %j", async (options, message, hint) => {
    await expect(backbone(options)).rejects.toMatchObject({
      code: "usage",
      message: expect.stringContaining(message),
      hint: expect.stringContaining(hint),
    });
  });
});
