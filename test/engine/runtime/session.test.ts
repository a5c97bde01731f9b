import { describe, expect, it } from "vitest";
import { createBuilder } from "../../../src/engine/graph/builder.ts";
import type { Graph } from "../../../src/engine/graph/graph.ts";
import { writeOnnx } from "../../../src/engine/graph/onnx/write-onnx.ts";
import { devices, deviceUnavailable } from "../../../src/engine/runtime/device.ts";
import { openSession } from "../../../src/engine/runtime/session.ts";
import { MorError } from "../../../src/errors.ts";
import { float32 } from "../../../src/tensor/tensor.ts";

const x = float32([2, 3], [1, 2, 3, 4, 5, 6]);

function graph(): Graph {
  const b = createBuilder();
  const input = b.input("x", "float32", [2, 3]);
  b.output(b.op("MatMul", [input, b.constant(float32([3, 2], [1, 0, 0, 1, 1, 1]))]), "y");
  b.output(b.op("ArgMax", [input], { axis: 1, keepdims: 0 }), "best");
  return b.build();
}

describe("openSession", () => {
  it.each(["graph", "bytes"])("runs a model given as %s", async (form) => {
    const session = await openSession(form === "graph" ? graph() : writeOnnx(graph()));
    expect(session.inputNames).toEqual(["x"]);
    expect(session.outputNames).toEqual(["y", "best"]);
    const { y, best } = await session.run({ x });
    await session.close();
    expect(y).toEqual(float32([2, 2], [4, 5, 10, 11]));
    expect(best).toEqual({ dtype: "int64", shape: [2], data: BigInt64Array.of(2n, 2n) });
  });

  it("writes into given arrays", async () => {
    const session = await openSession(graph());
    const into = float32([2, 2], [0, 0, 0, 0]);
    const { y } = await session.run({ x }, { y: into });
    await session.close();
    expect(y).toBe(into);
    expect([...into.data]).toEqual([4, 5, 10, 11]);
  });

  it.each(devices.filter((device) => device !== "cpu"))(
    "opens on %s or says that it is not there",
    async (device) => {
      const opened = await openSession(graph(), { device }).then(
        (session) => session.close(),
        (error: unknown) => error,
      );
      if (opened === undefined) return;
      expect(opened).toBeInstanceOf(MorError);
      expect(opened).toMatchObject({
        code: "device-unavailable",
        hint: expect.stringContaining("--device cpu"),
      });
    },
  );

  it.skipIf(process.platform !== "linux").each(["dml", "coreml"] as const)(
    "knows that Linux has no %s",
    async (device) => {
      await expect(openSession(graph(), { device })).rejects.toMatchObject({
        code: "device-unavailable",
        message: `The device "${device}" is not available here`,
      });
    },
  );

  it("leaves out where in its source ONNX Runtime failed", () => {
    const cause = new Error(
      "/onnxruntime_src/core/webgpu_context.cc:136 void f() status == Success was false. No adapter\nmore",
    );
    expect(deviceUnavailable("webgpu", cause).message).toBe(
      'The device "webgpu" is not available here: No adapter',
    );
  });

  it.each([
    ["truncated", () => writeOnnx(graph()).slice(0, 100)],
    ["cut in its weights", () => writeOnnx(graph()).slice(0, -10)],
    ["empty", () => new Uint8Array()],
    ["a text", () => new TextEncoder().encode("hello")],
  ])("refuses a model that is %s", async (_, bytes) => {
    await expect(openSession(bytes())).rejects.toMatchObject({
      name: "MorError",
      code: "model-invalid",
      hint: expect.stringContaining("truncated"),
    });
  });

  it("refuses a missing file", async () => {
    await expect(openSession("/nowhere/model.onnx")).rejects.toMatchObject({
      code: "input-missing",
      path: "/nowhere/model.onnx",
    });
  });

  it("refuses inputs that do not fit", async () => {
    const session = await openSession(graph());
    for (const feeds of [{}, { x: float32([1, 3], [1, 2, 3]) }]) {
      await expect(session.run(feeds)).rejects.toMatchObject({ name: "MorError", code: "shape-mismatch" });
    }
    await session.close();
  });
});
