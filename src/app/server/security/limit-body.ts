import { MorError } from "../../../errors.ts";

/** A body that is larger than it may be. */
export class BodyTooLarge extends MorError {
  constructor(maxBytes: number) {
    super("usage", `Expected at most ${maxBytes} bytes, got more.`, { hint: "Send less at once." });
  }
}

/**
 * The body of a request, which ends in an error as soon as more than `maxBytes` have come. An announced length is
 * believed only where it is too large.
 *
 * @throws BodyTooLarge when the announced length is too large already; reading the stream rejects with it later.
 */
export function limitBody(request: Request, maxBytes: number): ReadableStream<Uint8Array> {
  const announced = Number(request.headers.get("content-length") ?? 0);
  if (announced > maxBytes) throw new BodyTooLarge(maxBytes);
  let received = 0;
  const limit = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      received += chunk.byteLength;
      if (received > maxBytes) throw new BodyTooLarge(maxBytes);
      controller.enqueue(chunk);
    },
  });
  return (request.body ?? new Blob([]).stream()).pipeThrough(limit);
}

/** A small body as text. @throws BodyTooLarge */
export async function readText(request: Request, maxBytes: number): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of limitBody(request, maxBytes)) text += decoder.decode(chunk, { stream: true });
  return text + decoder.decode();
}
