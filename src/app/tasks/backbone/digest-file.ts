import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";

/** Length and checksums of a file, in hex. */
export interface Digest {
  readonly bytes: number;
  readonly sha256: string;
  readonly md5: string;
}

/** Reads a file once, in pieces. @throws the error of the file system. */
export async function digestFile(path: string, signal?: AbortSignal): Promise<Digest> {
  const sha256 = createHash("sha256");
  const md5 = createHash("md5");
  let bytes = 0;
  const stream = createReadStream(path, { highWaterMark: 1 << 20, ...(signal && { signal }) });
  for await (const piece of stream) {
    sha256.update(piece);
    md5.update(piece);
    bytes += piece.length;
  }
  return { bytes, sha256: sha256.digest("hex"), md5: md5.digest("hex") };
}
