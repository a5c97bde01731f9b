import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { streamPictures } from "../../../src/app/server/pictures/stream-pictures.ts";
import type { ThumbnailNews } from "../../../web/src/pictures/thumbnail-batch.ts";
import { loadThumbnail, prefetchThumbnails } from "../../../web/src/pictures/thumbnail-loader.ts";

const question = z.object({
  paths: z.array(z.string()),
  size: z.number(),
  glance: z.enum(["now", "ahead"]).optional(),
});

/** A server in the place of `fetch`: what it was asked, how often it was left, and what it has drawn. */
function fakeServer() {
  const asked: string[] = [];
  const drawn = new Set<string>();
  let left = 0;
  let answerAfter: Promise<unknown> = Promise.resolve();
  const fetch = async (address: string, { signal }: { signal: AbortSignal }): Promise<Response> => {
    const input = new URL(address, "http://localhost").searchParams.get("input") ?? "";
    const { paths, glance } = question.parse(JSON.parse(input));
    asked.push(`${glance === undefined ? "draw" : glance === "now" ? "glance" : glance} ${paths.join(" ")}`);
    signal.addEventListener("abort", () => left++);
    await answerAfter;
    signal.throwIfAborted();
    return new Response(
      streamPictures(paths.length, signal, async (index) => {
        const path = paths[index] ?? "";
        if (path.startsWith("broken")) throw new Error("broken");
        if (glance && !drawn.has(path)) return { preview: new Uint8Array(64).fill(7) };
        return { picture: Uint8Array.of(1, 2, 3) };
      }),
    );
  };
  return {
    fetch,
    asked,
    drawn,
    left: () => left,
    hold(): () => void {
      let letGo = (): void => {};
      answerAfter = new Promise<void>((settle) => {
        letGo = settle;
      });
      return letGo;
    },
  };
}

function request(path: string) {
  return { path, size: 128, view: {} };
}

/** What was told of pictures, in the order in which it came. */
function ask(...paths: readonly string[]) {
  const told: string[] = [];
  const drops = paths.map((path) =>
    loadThumbnail(request(path), (news: ThumbnailNews) =>
      told.push(`${path} ${"address" in news ? (news.address?.slice(0, 23) ?? "none") : "preview"}`),
    ),
  );
  return { told, drop: () => drops.forEach((drop) => void drop()) };
}

describe("loadThumbnail", () => {
  let server = fakeServer();

  beforeEach(() => {
    server = fakeServer();
    vi.stubGlobal("fetch", server.fetch);
  });
  afterEach(() => vi.unstubAllGlobals());

  it("glances at all first, from the middle, then has drawn what was not there", async () => {
    server.drawn.add("a1");
    const { told, drop } = ask("a1", "a2", "broken-a3");
    await expect.poll(() => told).toHaveLength(4);
    expect(told.slice(0, 3).sort()).toEqual(["a1 data:image/webp;base64,", "a2 preview", "broken-a3 none"]);
    expect(told[3]).toBe("a2 data:image/webp;base64,");
    expect(server.asked).toEqual(["glance a2 a1 broken-a3", "draw a2"]);
    drop();
    const again = ask("a1", "a2", "broken-a3");
    expect(again.told).toHaveLength(3);
    expect(server.asked).toHaveLength(2);
  });

  it("draws nothing for what has left the screen, and gives up what nobody waits for", async () => {
    const letGo = server.hold();
    const { told, drop } = ask("b1", "b2");
    await expect.poll(() => server.asked).toHaveLength(1);
    drop();
    expect(server.left()).toBe(1);
    letGo();
    const other = ask("b3");
    await expect.poll(() => other.told).toHaveLength(2);
    expect(told).toEqual([]);
    expect(server.asked).toEqual(["glance b1 b2", "glance b3", "draw b3"]);
    other.drop();
  });

  it("makes room for what is asked for now, together with what is still wanted", async () => {
    const letGo = server.hold();
    const all = [ask("c1", "c2")];
    await expect.poll(() => server.asked).toHaveLength(1);
    all.push(ask("c3"));
    await expect.poll(() => server.asked).toHaveLength(2);
    all.push(ask("c4"));
    await expect.poll(() => server.asked).toHaveLength(3);
    expect(server.asked[2]).toBe("glance c2 c3 c1 c4");
    expect(server.left()).toBe(2);
    letGo();
    await expect.poll(() => all.flatMap(({ told }) => told)).toHaveLength(8);
    for (const { drop } of all) drop();
  });

  it("glances ahead, and draws those at once that come into sight", async () => {
    prefetchThumbnails([request("d1"), request("d2")]);
    await expect.poll(() => server.asked).toEqual(["ahead d1 d2"]);
    await new Promise((settle) => setTimeout(settle, 50));
    const { told, drop } = ask("d1");
    await expect.poll(() => told).toEqual(["d1 data:image/webp;base64,"]);
    expect(server.asked).toEqual(["ahead d1 d2", "draw d1"]);
    prefetchThumbnails([]);
    drop();
  });
});
