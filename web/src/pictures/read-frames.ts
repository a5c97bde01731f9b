/**
 * Reads pictures out of an answer as they come: position and length as uint32 with the low byte first, then the bytes.
 * What is cut off at the end is dropped.
 */
export async function readFrames(
  body: ReadableStream<Uint8Array>,
  onFrame: (index: number, bytes: Uint8Array<ArrayBuffer>) => void,
): Promise<void> {
  const reader = body.getReader();
  let held = new Uint8Array(0);
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const joined = new Uint8Array(held.length + value.length);
    joined.set(held);
    joined.set(value, held.length);
    held = joined.subarray(takeFrames(joined, onFrame));
  }
}

/** How many bytes were whole frames. */
function takeFrames(
  bytes: Uint8Array<ArrayBuffer>,
  onFrame: (index: number, bytes: Uint8Array<ArrayBuffer>) => void,
): number {
  const header = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  while (bytes.length - at >= 8) {
    const length = header.getUint32(at + 4, true);
    if (bytes.length - at - 8 < length) break;
    onFrame(header.getUint32(at, true), bytes.slice(at + 8, at + 8 + length));
    at += 8 + length;
  }
  return at;
}
