import { MorError } from "../../errors.ts";
import type { ClassicalInput, ClassicalInputSettings } from "./classical-model.ts";
import { measurementNames, measurePlane } from "./measurements/measure-plane.ts";

/** A tile as planes, one after the other. */
export interface ClassicalTile {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  /** [channels, height, width] */
  readonly data: Float32Array;
}

/**
 * The row of features of one tile: its values as they are, or the measurements of each channel, one channel after the
 * other.
 *
 * @throws MorError `shape-mismatch` for data of another length; `usage` for an unknown family.
 */
export function classicalInput(
  tile: ClassicalTile,
  input: ClassicalInput,
  settings: ClassicalInputSettings = {},
): Float32Array {
  const { channels, height, width, data } = tile;
  const size = height * width;
  if (data.length === 0 || data.length !== channels * size) {
    throw new MorError(
      "shape-mismatch",
      `Expected ${channels} x ${height} x ${width} values, at least one, got ${data.length} (tile)`,
    );
  }
  // What is not finite would be refused by the learners; measurements fill it themselves.
  if (input === "pixels") return data.map((value) => (Number.isFinite(value) ? value : 0));
  const planes = Array.from({ length: channels }, (_, channel) =>
    measurePlane(
      { data: data.subarray(channel * size, (channel + 1) * size), height, width },
      settings.families,
    ),
  );
  const out = new Float32Array(channels * (planes[0]?.length ?? 0));
  for (const [channel, row] of planes.entries()) out.set(row, channel * row.length);
  return out;
}

/** Names of the features of a row of measurements; with several channels "channel-1/haralick/..." */
export function classicalInputNames(channels: number, settings: ClassicalInputSettings = {}): string[] {
  const names = measurementNames(settings.families);
  if (channels === 1) return names;
  return Array.from({ length: channels }, (_, channel) =>
    names.map((name) => `channel-${channel + 1}/${name}`),
  ).flat();
}
