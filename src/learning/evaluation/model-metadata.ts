import { z } from "zod";
import type { Preprocessing } from "../../data/batch/preprocessing.ts";
import { MorError } from "../../errors.ts";

/** What a model file says of itself besides the network: enough to use it without the run that made it. */
export interface ModelMetadata {
  readonly classes: readonly string[];
  readonly preprocessing: Preprocessing;
  /** Average predictions over the 8 symmetries of the square. */
  readonly symmetries: boolean;
  /** Applied to each tile's averaged probabilities; 1 when there was no part to fit it on. */
  readonly temperature: number;
  /** Images less sure than this are "none of these"; absent when there was nothing to set it by. */
  readonly threshold?: number | undefined;
  /** Version of deeplearnmor that wrote the file. */
  readonly version: string;
}

const key = "deeplearnmor";

/** Far above what `mor train` writes: a hostile file must not ask for all memory. */
const largestSide = 4096;

const schema: z.ZodType<ModelMetadata> = z.object({
  classes: z.array(z.string()).min(2),
  preprocessing: z.object({
    channels: z.literal([1, 3]),
    height: z.int().positive().max(largestSide),
    width: z.int().positive().max(largestSide),
    tiles: z.enum(["whole", "quarters"]),
    scaling: z.union([
      z.object({ kind: z.literal("full-range") }),
      z.object({ kind: z.literal("percentile"), low: z.number(), high: z.number() }),
      z.object({ kind: z.literal("per-image") }),
    ]),
    page: z.union([z.object({ page: z.int().nonnegative() }), z.object({ projection: z.literal("max") })]),
  }),
  symmetries: z.boolean(),
  temperature: z.number().positive(),
  threshold: z.number().min(0).max(1).optional(),
  version: z.string(),
});

/** The pairs to store in the file. */
export function encodeModelMetadata(metadata: ModelMetadata): Record<string, string> {
  return { [key]: JSON.stringify(metadata) };
}

/** @throws MorError `model-invalid` for a file of another program, or of a version that cannot be read. */
export function decodeModelMetadata(pairs: Readonly<Record<string, string>>, path: string): ModelMetadata {
  const text = pairs[key];
  if (text === undefined) {
    throw new MorError(
      "model-invalid",
      `Expected a model that mor train has written, got another ONNX file (${path})`,
      {
        hint: "Give the run folder or its model.onnx.",
        path,
      },
    );
  }
  const parsed = schema.safeParse(parseJson(text));
  if (!parsed.success) {
    throw new MorError(
      "model-invalid",
      `The model's description cannot be read (${path}): ${z.prettifyError(parsed.error)}`,
      {
        hint: "It may come from another version of deeplearnmor; train it again or install that version.",
        path,
      },
    );
  }
  return parsed.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
