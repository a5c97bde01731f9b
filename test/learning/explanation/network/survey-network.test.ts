import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { channelOf, hiddenLayers } from "../../../../src/learning/explanation/network/hidden-layers.ts";
import { receptiveField } from "../../../../src/learning/explanation/network/receptive-field.ts";
import {
  type Inputs,
  type Survey,
  surveyNetwork,
} from "../../../../src/learning/explanation/network/survey-network.ts";
import {
  cutPatch,
  strongestChannels,
  topPatches,
} from "../../../../src/learning/explanation/network/top-patches.ts";
import { openTiny, randomInputs, side, type Tiny } from "./tiny-network.ts";

const count = 13;
const inputs = randomInputs(count);
const one = (at: number): Float32Array => inputs.data.subarray(at * side * side, (at + 1) * side * side);
let tiny: Tiny;
let survey: Survey;

beforeAll(async () => {
  tiny = await openTiny();
  // In stretches of 5, which batches of 4 do not divide.
  const feed = async function* (): AsyncGenerator<Inputs> {
    for (let start = 0; start < count; start += 5) {
      const end = Math.min(count, start + 5);
      yield { data: inputs.data.subarray(start * side * side, end * side * side), count: end - start };
    }
  };
  const layers = [tiny.layer("first"), tiny.layer("second")];
  survey = await surveyNetwork(tiny.model, tiny.network, feed(), { layers, batch: 4 });
});

afterAll(() => tiny.model.close());

describe("surveyNetwork", () => {
  it("agrees with looking at every input by itself", async () => {
    const layers = [tiny.layer("first"), tiny.layer("second")];
    expect(survey.probabilities).toMatchObject({ rows: count, columns: 3 });
    expect(survey.features).toMatchObject({ rows: count, columns: 5 });
    for (let at = 0; at < count; at++) {
      const scores = await tiny.model.score(one(at).slice(), 1);
      for (let k = 0; k < 3; k++)
        expect(survey.probabilities.data[3 * at + k]).toBeCloseTo(scores[k] ?? 0, 5);
      const hidden = await hiddenLayers(tiny.network, tiny.model.input, layers, {
        data: one(at).slice(),
        count: 1,
      });
      for (const found of hidden) {
        const response = survey.layers.get(found.layer.name);
        for (let channel = 0; channel < found.layer.channels; channel++) {
          const plane = channelOf(found, 0, channel);
          const where = at * found.layer.channels + channel;
          const peak = Math.max(...plane);
          expect(response?.peaks.data[where]).toBeCloseTo(peak, 5);
          expect(plane[response?.places[where] ?? 0]).toBeCloseTo(peak, 5);
          const mean = plane.reduce((sum, value) => sum + Math.max(0, value), 0) / plane.length;
          expect(response?.means.data[where]).toBeCloseTo(mean, 5);
        }
      }
    }
  });

  it("stops when asked to", async () => {
    const feed = async function* (): AsyncGenerator<Inputs> {
      yield inputs;
    };
    const options = { layers: [], batch: 4, signal: AbortSignal.abort() };
    await expect(surveyNetwork(tiny.model, tiny.network, feed(), options)).rejects.toMatchObject({
      code: "cancelled",
    });
  });
});

describe("hiddenLayers", () => {
  it("names the channel of the largest positive mean", async () => {
    const [hidden] = await hiddenLayers(tiny.network, tiny.model.input, [tiny.layer("second")], inputs);
    for (let at = 0; at < count; at++) {
      const means = Array.from({ length: 5 }, (_, channel) => {
        const plane = hidden ? channelOf(hidden, at, channel) : new Float32Array(1);
        return plane.reduce((sum, value) => sum + Math.max(0, value), 0);
      });
      expect(hidden?.mostActive[at]).toBe(means.indexOf(Math.max(...means)));
    }
  });
});

describe("topPatches", () => {
  it("finds the inputs that a pass over all outputs finds", async () => {
    const layer = tiny.layer("second");
    const response = survey.layers.get(layer.name);
    if (!response) throw new Error("no response");
    const [hidden] = await hiddenLayers(tiny.network, tiny.model.input, [layer], inputs);
    if (!hidden) throw new Error("no outputs");
    const channels = [4, 0];
    const found = topPatches(response, channels, 3);
    channels.forEach((channel, place) => {
      const peaks = Array.from({ length: count }, (_, at) => Math.max(...channelOf(hidden, at, channel)));
      const order = peaks.map((_, at) => at).sort((a, b) => (peaks[b] ?? 0) - (peaks[a] ?? 0));
      expect(found[place]?.map(({ input }) => input)).toEqual(order.slice(0, 3));
      for (const { input, value, place: where } of found[place] ?? []) {
        expect(value).toBeCloseTo(peaks[input] ?? 0, 5);
        expect(channelOf(hidden, input, channel)[where]).toBeCloseTo(value, 5);
      }
    });
  });

  it("takes each image once", () => {
    const response = survey.layers.get(tiny.layer("first").name);
    if (!response) throw new Error("no response");
    const [found = []] = topPatches(response, [1], 20, (input) => input >> 2);
    expect(found.map(({ input }) => input >> 2).sort()).toEqual([0, 1, 2, 3]);
  });

  it("orders channels by their largest peak", () => {
    const response = survey.layers.get(tiny.layer("first").name);
    if (!response) throw new Error("no response");
    const { data, columns } = response.peaks;
    const most = Array.from({ length: columns }, (_, channel) =>
      Math.max(...data.filter((_value, at) => at % columns === channel)),
    );
    expect(strongestChannels(response, 2)).toEqual(
      most
        .map((_, channel) => channel)
        .sort((a, b) => (most[b] ?? 0) - (most[a] ?? 0))
        .slice(0, 2),
    );
  });
});

describe("receptiveField and cutPatch", () => {
  it("measures what one place sees: 3 by 3 pixels of the first convolution", async () => {
    const layer = tiny.layer("first");
    expect(layer).toMatchObject({ height: side, width: side });
    const {
      side: seen,
      shiftX,
      shiftY,
    } = await receptiveField(tiny.network, tiny.model.input, layer, inputs);
    expect(seen).toBeGreaterThanOrEqual(2);
    expect(seen).toBeLessThanOrEqual(4);
    expect(Math.hypot(shiftX, shiftY)).toBeLessThan(1);
    const deeper = await receptiveField(tiny.network, tiny.model.input, tiny.layer("second"), inputs);
    expect(deeper.side).toBeGreaterThan(seen);
    expect(deeper.side).toBeLessThanOrEqual(10); // two convolutions with a pooling between
  });

  it("cuts around a place, and moves the square inward at the border", () => {
    const size = { channels: 1, height: 6, width: 6 };
    const input = Float32Array.from({ length: 36 }, (_, i) => i);
    const layer = { height: 3, width: 3 };
    const field = { side: 2, shiftX: 0, shiftY: 0 };
    expect(cutPatch(input, size, layer, 4, field)).toEqual({
      left: 2,
      top: 2,
      side: 2,
      data: Float32Array.of(14, 15, 20, 21),
    });
    const corner = cutPatch(input, size, layer, 8, { side: 4, shiftX: 1, shiftY: 0 });
    expect(corner).toMatchObject({ left: 2, top: 2, side: 4 });
    expect(cutPatch(input, size, layer, 0, { ...field, side: 99 })).toMatchObject({
      left: 0,
      top: 0,
      side: 6,
    });
  });
});
