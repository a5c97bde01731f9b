/** What a frame holds. */
const kinds = { picture: 0, preview: 1 } as const;

/**
 * Many pictures in one answer, each as soon as it is there: its position and its length, both uint32 with the low byte
 * first, what it is (0 a picture, 1 the preview of one that comes later) in one byte, then its bytes. A picture of length 0
 * cannot be drawn. `draw` is told when nobody listens any longer.
 */
export function streamPictures(
  count: number,
  signal: AbortSignal,
  draw: (
    index: number,
    waiter: { readonly signal: AbortSignal; readonly onPreview: (preview: Uint8Array) => void },
  ) => Promise<Uint8Array>,
): ReadableStream<Uint8Array> {
  const gone = new AbortController();
  const either = AbortSignal.any([signal, gone.signal]);
  let left = count;
  return new ReadableStream({
    start(controller) {
      const one = async (index: number): Promise<void> => {
        let isDrawn = false;
        const onPreview = (preview: Uint8Array): void => {
          if (!isDrawn && !either.aborted) controller.enqueue(frameOf(index, "preview", preview));
        };
        const bytes = await draw(index, { signal: either, onPreview }).catch(() => new Uint8Array());
        isDrawn = true;
        if (either.aborted) return;
        controller.enqueue(frameOf(index, "picture", bytes));
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

function frameOf(index: number, kind: keyof typeof kinds, bytes: Uint8Array): Uint8Array {
  const frame = new Uint8Array(9 + bytes.length);
  const header = new DataView(frame.buffer);
  header.setUint32(0, index, true);
  header.setUint32(4, bytes.length, true);
  header.setUint8(8, kinds[kind]);
  frame.set(bytes, 9);
  return frame;
}
