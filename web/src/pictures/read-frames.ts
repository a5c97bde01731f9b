/** A picture or, before it, the preview of one. */
export interface PictureFrame {
  /** Among those that were asked for. */
  readonly index: number;
  readonly isPreview: boolean;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

const headerBytes = 9;

/**
 * Reads pictures out of an answer as they come: position and length as uint32 with the low byte first, 1 for a preview,
 * then the bytes. Each piece of the answer gives its frames together. What is cut off at the end is dropped.
 */
export async function readFrames(
  body: ReadableStream<Uint8Array>,
  onFrames: (frames: readonly PictureFrame[]) => void,
): Promise<void> {
  const reader = body.getReader();
  let held = new Uint8Array(0);
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const joined = new Uint8Array(held.length + value.length);
    joined.set(held);
    joined.set(value, held.length);
    const { frames, end } = takeFrames(joined);
    held = joined.subarray(end);
    if (frames.length > 0) onFrames(frames);
  }
}

/** All whole frames, and where they end. */
function takeFrames(bytes: Uint8Array<ArrayBuffer>): {
  readonly frames: PictureFrame[];
  readonly end: number;
} {
  const header = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const frames: PictureFrame[] = [];
  let at = 0;
  while (bytes.length - at >= headerBytes) {
    const start = at + headerBytes;
    const end = start + header.getUint32(at + 4, true);
    if (bytes.length < end) break;
    frames.push({
      index: header.getUint32(at, true),
      isPreview: header.getUint8(at + 8) === 1,
      bytes: bytes.slice(start, end),
    });
    at = end;
  }
  return { frames, end: at };
}
