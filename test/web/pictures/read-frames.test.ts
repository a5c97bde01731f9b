import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { streamPictures } from "../../../src/app/server/pictures/stream-pictures.ts";
import { readFrames } from "../../../web/src/pictures/read-frames.ts";

/** The same bytes in pieces of other lengths. */
function inPieces(bytes: Uint8Array, lengths: readonly number[]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      let at = 0;
      for (const length of [...lengths, bytes.length]) {
        controller.enqueue(bytes.slice(at, at + length));
        at += length;
      }
      controller.close();
    },
  });
}

describe("readFrames", () => {
  it("reads what the server streams, however it is cut on the way", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 6 }),
        fc.array(fc.nat({ max: 30 }), { maxLength: 12 }),
        async (pictures, lengths) => {
          const stream = streamPictures(pictures.length, new AbortController().signal, async (index) => {
            const bytes = pictures[index] ?? new Uint8Array();
            return index % 2 === 0 ? { picture: bytes } : { preview: bytes };
          });
          const bytes =
            pictures.length === 0
              ? new Uint8Array()
              : new Uint8Array(await new Response(stream).arrayBuffer());
          const found = new Map<number, number[]>();
          await readFrames(inPieces(bytes, lengths), (frames) => {
            for (const { index, isPreview, bytes } of frames) {
              expect(isPreview).toBe(index % 2 === 1);
              found.set(index, [...bytes]);
            }
          });
          expect([...found].sort(([a], [b]) => a - b)).toEqual(
            pictures.map((frame, index) => [index, [...frame]]),
          );
        },
      ),
      { numRuns: 50 },
    );
  });

  it("drops a frame that was cut off", async () => {
    const frames: number[] = [];
    await readFrames(inPieces(Uint8Array.of(0, 0, 0, 0, 9, 0, 0, 0, 0, 1, 2), []), (whole) =>
      frames.push(...whole.map(({ index }) => index)),
    );
    expect(frames).toEqual([]);
  });
});
