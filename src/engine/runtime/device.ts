import { MorError } from "../../errors.ts";

/** Where graphs run, by the names that ONNX Runtime gives its execution providers. */
export type Device = "cpu" | "webgpu" | "cuda" | "coreml" | "dml";

export const devices: readonly Device[] = ["cpu", "webgpu", "cuda", "coreml", "dml"];

const hints: Readonly<Record<Device, string>> = {
  cpu: "Reinstall onnxruntime-node for this system.",
  webgpu: "WebGPU needs a graphics driver with Vulkan, Metal or Direct3D 12; use --device cpu otherwise.",
  cuda: "CUDA needs Linux, an NVIDIA driver, CUDA 12 with cuDNN 9, and the provider files that onnxruntime-node's install script fetches (docs/devices.md); use --device cpu otherwise.",
  coreml: "CoreML needs macOS; use --device cpu otherwise.",
  dml: "DirectML needs Windows 10 or later; use --device cpu otherwise.",
};

const platforms: Partial<Record<Device, readonly NodeJS.Platform[]>> = {
  coreml: ["darwin"],
  dml: ["win32"],
  cuda: ["linux", "win32"],
};

/** @throws MorError `device-unavailable` when this system can never have that device. */
export function checkPlatform(device: Device): void {
  const allowed = platforms[device];
  if (allowed && !allowed.includes(process.platform)) throw deviceUnavailable(device);
}

export function deviceUnavailable(device: Device, cause?: unknown): MorError {
  const reason = cause instanceof Error ? `: ${firstLine(cause.message)}` : "";
  return new MorError("device-unavailable", `The device "${device}" is not available here${reason}`, {
    hint: hints[device],
    cause,
  });
}

/** Without the place in ONNX Runtime's own source that some messages start with. */
function firstLine(text: string): string {
  const [line = ""] = text.split("\n", 1);
  return line.replace(/^\/\S+\.(?:cc|h):\d+ .* was false\. /, "");
}
