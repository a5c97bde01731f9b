import { describe, expect, it } from "vitest";
import type { Drawn, PictureJob, Wanted } from "../../../../src/app/server/pictures/draw-picture.ts";
import { openDrawQueue } from "../../../../src/app/server/pictures/draw-queue.ts";
import type { PictureThreads } from "../../../../src/app/server/pictures/picture-threads.ts";

const preview = Uint8Array.of(1);
const picture = Uint8Array.of(2);

/** Draws one at a time, when it is told to. */
function slowThreads(
  answer: (wanted: Wanted) => Drawn = (wanted) => ({ [wanted]: wanted === "preview" ? preview : picture }),
) {
  const asked: string[] = [];
  const steps: (() => void)[] = [];
  const threads: PictureThreads = {
    width: 1,
    draw: (job, wanted) => {
      asked.push(`${wanted} ${job.file}`);
      return new Promise((settle) => steps.push(() => settle(answer(wanted))));
    },
    close: async () => {},
  };
  const step = async (): Promise<void> => {
    steps.shift()?.();
    await new Promise((settle) => setImmediate(settle));
  };
  return { threads, asked, step };
}

function job(file: string): PictureJob {
  return { file, size: 128, view: {} };
}

describe("openDrawQueue", () => {
  it("draws previews beside and before pictures, and the latest first, also what is asked for again", async () => {
    const { threads, asked, step } = slowThreads();
    const queue = openDrawQueue(threads, () => {});
    const all = [
      queue.ask("picture", "first", job("first")),
      ...["a", "b", "c"].map((name) => queue.ask("picture", name, job(name))),
      ...["a", "b", "c"].map((name) => queue.ask("preview", name, job(name))),
      queue.ask("picture", "a", job("a")),
      ...["d", "e"].map((name) => queue.ask("preview", name, job(name), { isAhead: true })),
    ];
    for (let left = all.length; left > 0; left--) await step();
    await Promise.all(all);
    expect(asked).toEqual([
      "picture first",
      "preview a", // at once: its place was free
      "preview c",
      "preview b",
      "preview d",
      "preview e",
      "picture a",
      "picture c",
      "picture b",
    ]);
    expect(queue.quietFor()).toBeLessThan(5000);
  });

  it("does not draw what has come along with something else", async () => {
    const { threads, asked, step } = slowThreads(() => ({ preview, picture }));
    const drawn: string[] = [];
    const queue = openDrawQueue(threads, (key) => drawn.push(key));
    const both = [queue.ask("preview", "a", job("a")), queue.ask("picture", "a", job("a"))];
    await step();
    expect((await Promise.all(both))[1]?.picture).toBe(picture);
    expect([asked, drawn]).toEqual([["preview a"], ["a"]]);
  });

  it("drops what nobody waits for any longer, and takes it up again when somebody does", async () => {
    const { threads, asked, step } = slowThreads();
    const queue = openDrawQueue(threads, () => {});
    const first = queue.ask("picture", "first", job("first"));
    const gone = new AbortController();
    const left = ["a", "b"].map((name) =>
      queue.ask("picture", name, job(name), { signal: gone.signal }).catch((error: unknown) => error),
    );
    gone.abort();
    const again = queue.ask("picture", "a", job("a"));
    for (let steps = 0; steps < 3; steps++) await step();
    await Promise.all([first, again]);
    expect(await Promise.all(left)).toMatchObject([{ code: "cancelled" }, { code: "cancelled" }]);
    expect(asked).toEqual(["picture first", "picture a"]);
    await expect(queue.ask("preview", "a", job("a"), { signal: gone.signal })).rejects.toMatchObject({
      code: "cancelled",
    });
  });
});
