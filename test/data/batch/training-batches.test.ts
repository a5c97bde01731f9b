import { describe, expect, it } from "vitest";
import { trainingBatches } from "../../../src/data/batch/training-batches.ts";
import { MorError } from "../../../src/errors.ts";
import { createRandom } from "../../../src/tensor/random.ts";
import { collect, madeSource, picks, random } from "./made-source.ts";

describe("trainingBatches", () => {
  it("gives whole batches with the labels of their images", async () => {
    const batches = await collect(madeSource(), { kind: "none" });
    expect(batches).toHaveLength(5);
    expect(batches.flatMap(({ labels }) => Array.from(labels, Number))).toEqual(
      picks.slice(0, 20).map(({ sample }) => sample % 3),
    );
    const source = madeSource();
    for (const [place, pick] of picks.slice(0, 20).entries()) {
      const [tile] = await source.load(pick.sample);
      const batch = batches[Math.floor(place / 4)];
      const slot = 36 * (place % 4);
      expect(batch?.images.slice(slot, slot + 36)).toEqual(tile?.data);
    }
  });

  it("does not depend on the order of reading", async () => {
    const straight = await collect(madeSource(), random);
    const crooked = await collect(
      madeSource((index) => (index * 5) % 7),
      random,
    );
    expect(crooked).toEqual(straight);
    expect(await collect(madeSource(), random, 2)).not.toEqual(straight);
    const symmetries = await collect(madeSource(), { kind: "symmetries" });
    expect(
      await collect(
        madeSource((index) => 9 - index),
        { kind: "symmetries" },
      ),
    ).toEqual(symmetries);
  });

  it("gives each place a change of its own", async () => {
    const same = Array.from({ length: 8 }, () => ({ sample: 1, tile: 0 }));
    const [first, second] = await collect(madeSource(), random, 1, same);
    const views = [first, second].flatMap((batch) =>
      [0, 1, 2, 3].map((slot) => batch?.images.slice(36 * slot, 36 * slot + 36).join()),
    );
    expect(new Set(views).size).toBe(8);
  });

  it("works one batch ahead, and no further", async () => {
    const source = madeSource();
    const options = { batch: 4, augmentation: random, classOf: () => 0 };
    const batches = trainingBatches(source, picks, options, createRandom(1));
    await batches.next();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(source.asked).toHaveLength(8);
    await batches.return(undefined);
  });

  it("tells of a broken image when its batch is due", async () => {
    const broken = madeSource((index) => {
      if (index === 2) throw new MorError("image-unreadable", "Expected an image, got text (2.png)");
      return 0;
    });
    const options = { batch: 4, augmentation: random, classOf: () => 0 };
    // Sample 2 comes at place 6.
    const batches = trainingBatches(broken, picks, options, createRandom(1));
    expect((await batches.next()).done).toBe(false);
    await new Promise((resolve) => setTimeout(resolve, 20)); // nobody waits for it meanwhile: no unhandled rejection
    await expect(batches.next()).rejects.toMatchObject({ code: "image-unreadable" });
    expect((await batches.next()).done).toBe(true);
  });

  it("may be left early, also before a broken image", async () => {
    const broken = madeSource((index) => {
      if (index === 2) throw new MorError("image-unreadable", "Expected an image, got text (2.png)");
      return 1;
    });
    const options = { batch: 4, augmentation: random, classOf: () => 0 };
    for await (const { labels } of trainingBatches(broken, picks, options, createRandom(1))) {
      expect(labels).toHaveLength(4);
      break;
    }
    await new Promise((resolve) => setTimeout(resolve, 30)); // vitest fails on unhandled rejections
  });

  it("gives nothing for too few picks", async () => {
    expect(await collect(madeSource(), random, 1, picks.slice(0, 3))).toEqual([]);
  });
});
