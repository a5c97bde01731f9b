/**
 * Many pictures in one answer, each as soon as it is there: its position and its length, both uint32 with the low byte
 * first, then its bytes. Length 0: it cannot be drawn. `draw` is told when nobody listens any longer.
 */
export function streamPictures(
  count: number,
  signal: AbortSignal,
  draw: (index: number, signal: AbortSignal) => Promise<Uint8Array>,
): ReadableStream<Uint8Array> {
  const gone = new AbortController();
  const either = AbortSignal.any([signal, gone.signal]);
  let left = count;
  return new ReadableStream({
    start(controller) {
      const one = async (index: number): Promise<void> => {
        const bytes = await draw(index, either).catch(() => new Uint8Array());
        if (either.aborted) return;
        controller.enqueue(frameOf(index, bytes));
        left--;
        if (left === 0) controller.close();
      };
      if (count === 0) controller.close();
      // The latest asked is the first drawn, and the first picture is at the top of the page.
      for (let index = count - 1; index >= 0; index--) void one(index);
    },
    cancel: () => gone.abort(),
  });
}

function frameOf(index: number, bytes: Uint8Array): Uint8Array {
  const frame = new Uint8Array(8 + bytes.length);
  const header = new DataView(frame.buffer);
  header.setUint32(0, index, true);
  header.setUint32(4, bytes.length, true);
  frame.set(bytes, 8);
  return frame;
}
