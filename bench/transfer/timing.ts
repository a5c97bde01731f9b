import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { writeWhole } from "../../src/files/write-whole.ts";
import { runWorker } from "../harness/run-child.ts";
import type { TransferNetwork } from "./networks.ts";
import type { Images } from "./protocol.ts";

/** Milliseconds of one image, the median of five passes. */
export interface Timing {
  /** Images of a pass. */
  readonly images: number;
  /** Height and width of the input. */
  readonly size: number;
  /** Of the network alone, in batches of 16. */
  readonly networkMs: number;
  /** The time of the processor for that, of all threads: other work on the machine counts less there. */
  readonly networkCpuMs: number;
  /** From files to features, by the built package. */
  readonly withDecodingMs: number;
  readonly threads: number;
}

export interface TimingOptions {
  readonly work: string;
  /** Most images of a pass. */
  readonly images: number;
  /** All passes together take about as long; slow networks are timed on fewer images. */
  readonly seconds: number;
  readonly threads: number;
}

/** Times a network of an ONNX file in a process of its own. @throws Error when the package was not built. */
export async function timeNetwork(
  { file, inputScaling = "torch", tap, size }: TransferNetwork,
  { files }: Images,
  { work, images, seconds, threads }: TimingOptions,
): Promise<Timing> {
  await mkdir(work, { recursive: true });
  const list = join(work, "timed-images.txt");
  await writeWhole(
    list,
    files.slice(0, images).map(({ file: path }) => `${path}\n`),
  );
  return runWorker<Timing>("transfer/timing-worker.ts", [
    ...["--network", file, "--scaling", inputScaling, "--images", list, "--size", String(size)],
    ...["--threads", String(threads), "--seconds", String(seconds)],
    ...(tap === undefined ? [] : ["--tap", tap]),
  ]);
}
