import { tensor } from "../../tensor/tensor.ts";
import { createBuilder } from "../graph/builder.ts";
import { openSession } from "./session.ts";

let found: Promise<number | undefined> | undefined;

/**
 * Channels that ONNX Runtime keeps side by side in blocked layout on this processor (8 with AVX, 16 with AVX-512); undefined
 * where it has no such layout. Found out by reordering a few numbers.
 */
export function findBlockSize(): Promise<number | undefined> {
  found ??= probe().catch(() => undefined);
  return found;
}

const channels = 64;

async function probe(): Promise<number | undefined> {
  const b = createBuilder();
  const shape = [1, channels, 1, 2];
  b.output(b.op("ReorderInput", [b.input("x", "float32", shape)]), "y");
  const session = await openSession(b.build());
  try {
    const data = Float32Array.from({ length: channels * 2 }, (_, index) => index);
    const { y } = await session.run({ x: tensor("float32", shape, data) });
    // The second position of the first channel, 1 in plain layout, stands behind a whole block.
    const block = y ? Array.from<number | bigint>(y.data).indexOf(1) : -1;
    return block > 1 ? block : undefined;
  } finally {
    await session.close();
  }
}
