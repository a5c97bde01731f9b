import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  type Checkpoint,
  loadCheckpoint,
  saveCheckpoint,
} from "../../../src/learning/training/checkpoint.ts";
import { decodeSafetensors, encodeSafetensors } from "../../../src/tensor/safetensors.ts";
import { float32 } from "../../../src/tensor/tensor.ts";
import { temporaryFolder } from "../../data/dataset/made-images.ts";

const row = {
  epoch: 1,
  step: 10,
  learningRate: 1e-3,
  trainLoss: 0.1 + 0.2,
  trainAccuracy: 1 / 3,
  valLoss: null,
  valAccuracy: null,
  valMacroF1: null,
  seconds: 0.25,
};
const checkpoint: Checkpoint = {
  fingerprint: "abc",
  epoch: 1,
  history: [row],
  bestEpoch: 0,
  bestScore: Number.NEGATIVE_INFINITY,
  tensors: new Map([
    ["w", float32([2], [0.1, -0])],
    ["average.w", float32([2], [Number.MIN_VALUE, 3])],
  ]),
};

describe("a checkpoint", () => {
  it("is read as it was saved, bit by bit", async () => {
    const folder = join(await temporaryFolder(), "checkpoint");
    expect(await loadCheckpoint(folder)).toBeUndefined();
    await saveCheckpoint(folder, checkpoint);
    expect(await loadCheckpoint(folder)).toEqual(checkpoint);
    await saveCheckpoint(folder, { ...checkpoint, epoch: 2, bestScore: 0.1 + 0.7 });
    expect(await loadCheckpoint(folder)).toEqual({ ...checkpoint, epoch: 2, bestScore: 0.1 + 0.7 });
    expect(await readdir(folder)).toEqual(["state.safetensors"]);
  });

  it("that is damaged or of another version is refused with a hint", async () => {
    const folder = join(await temporaryFolder(), "checkpoint");
    await saveCheckpoint(folder, checkpoint);
    const file = join(folder, "state.safetensors");
    const bytes = await readFile(file);
    const { tensors, metadata } = decodeSafetensors(bytes, file);
    const state = JSON.parse(metadata.state ?? "");
    const encode = (changed: unknown) =>
      encodeSafetensors({ tensors, metadata: { state: JSON.stringify(changed) } });
    for (const content of [
      "",
      "text",
      bytes.subarray(0, bytes.length - 1),
      encodeSafetensors({ tensors, metadata: {} }),
      encodeSafetensors({ tensors, metadata: { state: "{" } }),
      encode(null),
      encode({ ...state, epoch: "1" }),
      encode({ ...state, epoch: 0 }),
      encode({ ...state, history: [{}] }),
      encode({ ...state, fingerprint: undefined }),
    ]) {
      await writeFile(file, content);
      await expect(loadCheckpoint(folder)).rejects.toMatchObject({
        code: "run-invalid",
        path: file,
        hint: expect.stringContaining("new folder"),
      });
    }
  });

  it("in no folder is none, and cannot be saved below a file", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "file"), "");
    expect(await loadCheckpoint(join(folder, "file"))).toBeUndefined();
    await expect(saveCheckpoint(join(folder, "file"), checkpoint)).rejects.toMatchObject({
      code: "output-unwritable",
    });
  });
});
