import { availableParallelism } from "node:os";
import { z } from "zod";
import { type Device, devices } from "../../engine/runtime/device.ts";

/** Where graphs run; the same in every task that runs one. */
export interface DeviceSpec {
  readonly device: Device;
  readonly threads: number;
}

export const deviceFields: { readonly [Key in keyof DeviceSpec]: z.ZodType<DeviceSpec[Key]> } = {
  device: z.enum(devices).default("cpu").describe("Where to compute"),
  threads: z.int().min(1).max(256).default(availableParallelism()).describe("Threads to compute with"),
};
