import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type ExciteForm,
  type ExciteOptions,
  exciteChannels,
  stepsOf,
} from "../../../../src/learning/explanation/network/excite-channel.ts";
import { channelOf, hiddenLayers } from "../../../../src/learning/explanation/network/hidden-layers.ts";
import { createRandom } from "../../../../src/tensor/random.ts";
import { openTiny, randomInputs, side, type Tiny } from "./tiny-network.ts";

const range = { low: -1.3, high: 1.3, mean: 0, grey: true };
let tiny: Tiny;

beforeAll(async () => {
  tiny = await openTiny();
});
afterAll(() => tiny.model.close());

const options = (form: ExciteForm, changes: Partial<ExciteOptions> = {}): ExciteOptions => ({
  network: tiny.network,
  input: tiny.model.input,
  of: tiny.layer("second"),
  channels: [0, 1, 2, 3, 4],
  form,
  range,
  batch: 4,
  threads: 1,
  random: createRandom(3),
  ...changes,
});

async function meansOf(data: Float32Array, channel: number): Promise<number[]> {
  const count = data.length / side / side;
  const [hidden] = await hiddenLayers(tiny.network, tiny.model.input, [tiny.layer("second")], {
    data,
    count,
  });
  return Array.from({ length: count }, (_, at) => {
    const plane = hidden ? channelOf(hidden, at, channel) : new Float32Array(0);
    return plane.reduce((sum, value) => sum + value, 0) / plane.length;
  });
}

describe("exciteChannels", () => {
  it.each(["clear", "paper"] as const)(
    "finds inputs that excite a channel far more than others do (%s)",
    async (form) => {
      const found = await exciteChannels(options(form));
      expect(found.map(({ channel }) => channel)).toEqual([0, 1, 2, 3, 4]);
      for (const { channel, image, activation, before } of found) {
        const [reached] = await meansOf(image.slice(), channel);
        expect(reached).toBeCloseTo(activation, 4);
        const others = await meansOf(randomInputs(12, 9).data, channel);
        const usual = others.reduce((sum, value) => sum + value, 0) / others.length;
        expect(activation).toBeGreaterThan(2 * before + 1e-3);
        expect(activation).toBeGreaterThan(1.5 * usual + 1e-3);
        if (form === "clear")
          for (const value of image) expect(Math.abs(value)).toBeLessThanOrEqual(1.3 + 1e-5);
      }
    },
  );

  it("raises the logits of classes", async () => {
    const found = await exciteChannels(options("clear", { of: "logits", channels: [0, 1, 2] }));
    const data = randomInputs(12, 9).data;
    const usual = await tiny.model.score(data, 12);
    for (const { channel, image, activation, before } of found) {
      expect(activation).toBeGreaterThan(before + 0.1);
      const scores = await tiny.model.score(image.slice(), 1);
      const mean = usual.reduce((sum, value, at) => sum + (at % 3 === channel ? value : 0), 0) / 12;
      expect(scores[channel]).toBeGreaterThan(mean);
    }
  });

  it("gives the same images for the same seed, and others for another", async () => {
    const draw = async (seed: number) =>
      (await exciteChannels(options("clear", { channels: [2], steps: 6, random: createRandom(seed) })))[0]
        ?.image;
    const first = await draw(1);
    expect(await draw(1)).toEqual(first);
    expect(await draw(2)).not.toEqual(first);
  });

  it("tells of every step, and stops when asked to", async () => {
    let steps = 0;
    await exciteChannels(options("paper", { steps: 3, onStep: () => steps++ }));
    expect(steps).toBe(stepsOf({ channels: 5, batch: 4, form: "paper", steps: 3 }));
    const stopped = exciteChannels(options("clear", { signal: AbortSignal.abort() }));
    await expect(stopped).rejects.toMatchObject({ code: "cancelled" });
  });
});
