import { type Device, devices } from "../../src/engine/runtime/device.ts";

const wanted = process.env.MOR_TEST_DEVICE ?? "cpu";

/** Where the numerical tests of the engine run: `MOR_TEST_DEVICE`, the CPU by default. */
export const testDevice: Device = deviceOf(wanted);

function deviceOf(name: string): Device {
  const device = devices.find((known) => known === name);
  if (device === undefined) throw new Error(`Expected MOR_TEST_DEVICE to be one of ${devices}, got ${name}`);
  return device;
}
