import { setMaxListeners } from "node:events";
import type { Drawn } from "./draw-picture.ts";

/** Milliseconds for which frames are held to go together: each piece of an answer costs the browser as much as a picture. */
const pause = 12;

/** What a frame holds. */
const kinds = { picture: 0, preview: 1 } as const;

/**
 * Many pictures in one answer, each as soon as it is there: its position and its length, both uint32 with the low byte
 * first, what it is (0 a picture, 1 the preview of one) in one byte, then its bytes. A picture of length 0 cannot be drawn.
 * `draw` is told when nobody listens any longer.
 */
export function streamPictures(
  count: number,
  signal: AbortSignal,
  draw: (index: number, signal: AbortSignal) => Promise<Drawn>,
): ReadableStream<Uint8Array> {
  const gone = new AbortController();
  const either = AbortSignal.any([signal, gone.signal]);
  setMaxListeners(count + 1, either); // Node takes more than ten for a leak, and says so in the terminal
  let left = count;
  let frames: Uint8Array[] = [];
  let sending: NodeJS.Timeout | undefined;
  either.addEventListener("abort", () => clearTimeout(sending));
  return new ReadableStream({
    start(controller) {
      const send = (): void => {
        sending = undefined;
        if (frames.length > 0) controller.enqueue(new Uint8Array(Buffer.concat(frames)));
        frames = [];
        if (left === 0) controller.close();
      };
      const one = async (index: number): Promise<void> => {
        const { picture, preview } = await draw(index, either).catch(() => ({
          picture: new Uint8Array(),
          preview: undefined,
        }));
        if (either.aborted) return;
        if (picture) frames.push(frameOf(index, "picture", picture));
        else if (preview) frames.push(frameOf(index, "preview", preview));
        left--;
        sending ??= setTimeout(send, pause);
      };
      if (count === 0) controller.close();
      // The latest asked is the first drawn, and the first picture is at the top of the page.
      for (let index = count - 1; index >= 0; index--) void one(index);
    },
    cancel: () => gone.abort(),
  });
}

function frameOf(index: number, kind: keyof typeof kinds, bytes: Uint8Array): Uint8Array {
  const frame = new Uint8Array(9 + bytes.length);
  const header = new DataView(frame.buffer);
  header.setUint32(0, index, true);
  header.setUint32(4, bytes.length, true);
  header.setUint8(8, kinds[kind]);
  frame.set(bytes, 9);
  return frame;
}
