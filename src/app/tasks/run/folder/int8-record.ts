import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { MorError } from "../../../../errors.ts";
import { errnoOf, outputError } from "../../../../files/output-error.ts";
import { writeWhole } from "../../../../files/write-whole.ts";
import type { Int8Facts } from "../../../../learning/report/report-input.ts";
import { runFiles } from "./run-record.ts";

/** The content of `int8.json`: how the model in 8 bits was made, and what it is worth beside that in float32. */
export interface Int8Record extends Int8Facts {
  readonly format: 1;
  readonly created: string;
  readonly seed: number;
  readonly versions: Readonly<Record<string, string>>;
  readonly layers: readonly {
    readonly name: string;
    readonly op: string;
    readonly precision: "int8" | "float32";
    readonly reason?: string | undefined;
  }[];
}

const nullable = z.number().nullable();

/** All that the report uses: the file may have been edited by hand. */
const schema = z.object({
  format: z.literal(1),
  calibrationImages: z.number(),
  maxLoss: z.number(),
  choice: z.object({
    part: z.enum(["train", "val"]),
    images: z.number(),
    loss: z.number(),
    met: z.boolean(),
    keptForAccuracy: z.number(),
  }),
  layers: z.array(z.object({ precision: z.enum(["int8", "float32"]) })),
  scored: z.object({
    part: z.enum(["val", "test"]),
    images: z.number(),
    float32Accuracy: z.number(),
    int8Accuracy: z.number(),
    loss: z.object({ value: nullable, low: nullable, high: nullable }),
    changed: z.number(),
  }),
  speed: z.object({
    batch: z.number(),
    threads: z.number(),
    float32MsPerImage: z.number(),
    int8MsPerImage: z.number(),
    speedup: z.object({ median: z.number(), low: z.number(), high: z.number() }),
  }),
  bytes: z.object({ float32: z.number(), int8: z.number() }),
});

/** Nothing is left that could be told of another model than it was measured on. @throws MorError `output-unwritable` */
export async function removeInt8Record(folder: string): Promise<void> {
  const file = join(folder, runFiles.int8);
  await rm(file, { force: true }).catch((cause: unknown) => {
    throw outputError(cause, file);
  });
}

/** @throws MorError `output-unwritable` */
export async function writeInt8Record(folder: string, record: Int8Record): Promise<void> {
  await writeWhole(join(folder, runFiles.int8), `${JSON.stringify(record, undefined, 2)}\n`);
}

/** The record of a run's int8 model, or undefined when there is none. @throws MorError `run-invalid` for a broken one. */
export async function findInt8Record(folder: string): Promise<Int8Record | undefined> {
  const file = join(folder, runFiles.int8);
  try {
    const content: unknown = JSON.parse(await readFile(file, "utf8"));
    schema.parse(content);
    return content as Int8Record; // written by writeInt8Record: the format number says so
  } catch (cause) {
    if (errnoOf(cause) === "ENOENT") return undefined;
    throw new MorError("run-invalid", `The record of the int8 model cannot be read (${file})`, {
      hint: "Write it anew with mor quantize and --force.",
      path: file,
      cause,
    });
  }
}
