import { readFile } from "node:fs/promises";
import type { InferenceSession, Tensor as OrtTensor } from "onnxruntime-node";
import { MorError } from "../../errors.ts";
import type { DType } from "../../tensor/dtype.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { Graph } from "../graph/graph.ts";
import { writeOnnx } from "../graph/onnx/write-onnx.ts";
import { checkPlatform, type Device, deviceUnavailable } from "./device.ts";

export interface SessionOptions {
  readonly device?: Device;
  /** Threads inside one operator. */
  readonly threads?: number;
  /** Independent branches of the graph that may run at the same time; 1 runs node after node. */
  readonly branches?: number;
  /** Writes a Chrome trace of every operator to files with this prefix. */
  readonly profile?: string;
}

/** A graph that is ready to run on a device. */
export interface Session {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  /**
   * Runs the graph. Outputs named in `into` are written into the arrays given there, without a new allocation;
   * these must not be the arrays of any input of the same call.
   * @throws MorError `shape-mismatch` when ONNX Runtime refuses the inputs or fails, `operator-unsupported` when it
   * fails on another device than the CPU.
   */
  run(
    feeds: Readonly<Record<string, Tensor>>,
    into?: Readonly<Record<string, Tensor>>,
  ): Promise<Record<string, Tensor>>;
  /** Ends profiling, if it was asked for, and gives the memory back. */
  close(): Promise<void>;
}

/**
 * Opens a session.
 * @param model a graph, the bytes of an .onnx file, or its path.
 * @throws MorError `device-unavailable` where the device is absent, `model-invalid` for a file that ONNX Runtime refuses.
 */
export async function openSession(
  model: Graph | Uint8Array | string,
  options: SessionOptions = {},
): Promise<Session> {
  const { device = "cpu", threads = 1, branches = 1, profile } = options;
  checkPlatform(device);
  const { InferenceSession, Tensor: OnnxTensor } = await loadRuntime();
  const bytes = await bytesOf(model);
  let session: InferenceSession;
  try {
    session = await InferenceSession.create(bytes, {
      executionProviders: [device],
      intraOpNumThreads: threads,
      interOpNumThreads: branches,
      executionMode: branches > 1 ? "parallel" : "sequential",
      graphOptimizationLevel: "all",
      // A planned block comes on top of what the first run has allocated: nearly twice the memory, for no speed.
      enableMemPattern: false,
      // Threads that wait for work sleep: one that spins takes its core from JavaScript, which prepares the next batch.
      extra: { session: { intra_op: { allow_spinning: "0" } } },
      logSeverityLevel: 3,
      ...(profile === undefined ? {} : { enableProfiling: true, profileFilePrefix: profile }),
    });
  } catch (cause) {
    if (device !== "cpu" && !/load model|model data/i.test(messageOf(cause))) {
      throw deviceUnavailable(device, cause);
    }
    throw new MorError("model-invalid", `ONNX Runtime cannot load the model: ${messageOf(cause)}`, {
      hint: "The file may be truncated or of a newer version; export or train it again.",
      cause,
      ...(typeof model === "string" ? { path: model } : {}),
    });
  }
  const wrap = (tensor: Tensor): OrtTensor =>
    new OnnxTensor(tensor.dtype as "float32", tensor.data as Float32Array, tensor.shape); // ORT names its types as ONNX does
  return {
    inputNames: session.inputNames,
    outputNames: session.outputNames,
    async run(feeds, into = {}) {
      const fetches = Object.fromEntries(
        session.outputNames.map((name) => [name, into[name] ? wrap(into[name]) : null]),
      );
      const wrapped = Object.fromEntries(Object.entries(feeds).map(([name, tensor]) => [name, wrap(tensor)]));
      const results = await session.run(wrapped, fetches).catch((cause: unknown) => {
        throw runFailed(device, cause);
      });
      return Object.fromEntries(
        Object.entries(results).map(([name, value]) => [name, into[name] ?? unwrap(value)]),
      );
    },
    async close() {
      if (profile !== undefined) session.endProfiling();
      await session.release();
    },
  };
}

function runFailed(device: Device, cause: unknown): MorError {
  const reason = messageOf(cause);
  return device === "cpu"
    ? new MorError("shape-mismatch", `ONNX Runtime cannot run the model: ${reason}`, {
        hint: "The inputs must have the names, types and sizes that the model was made for.",
        cause,
      })
    : new MorError("operator-unsupported", `The device "${device}" cannot run the model: ${reason}`, {
        hint: "Not every operator runs on every device; use --device cpu.",
        cause,
      });
}

function unwrap(value: OrtTensor): Tensor {
  // On the CPU, ORT hands out the typed array of the type that it names.
  return { dtype: value.type as DType, shape: value.dims, data: value.data as Float32Array };
}

/** Loaded on first use: commands that need no network start faster. */
async function loadRuntime(): Promise<typeof import("onnxruntime-node")> {
  try {
    return await import("onnxruntime-node");
  } catch (cause) {
    throw new MorError(
      "device-unavailable",
      `ONNX Runtime does not load on this system: ${messageOf(cause)}`,
      {
        hint: "Run npm ci again; supported are Linux, macOS and Windows on x64 and arm64.",
        cause,
      },
    );
  }
}

async function bytesOf(model: Graph | Uint8Array | string): Promise<Uint8Array> {
  if (model instanceof Uint8Array) return model;
  if (typeof model !== "string") return writeOnnx(model);
  try {
    return await readFile(model);
  } catch (cause) {
    throw new MorError("input-missing", `Cannot read the model ${model}: ${messageOf(cause)}`, {
      hint: "Give the path of an .onnx file.",
      path: model,
      cause,
    });
  }
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? (cause.message.split("\n", 1)[0] ?? "") : String(cause);
}
