import type { PartitionedSample } from "../../../../data/dataset/dataset.ts";
import { MorError } from "../../../../errors.ts";
import { listRunData } from "../../run/folder/run-data.ts";
import { findRunRecord } from "../../run/folder/run-record.ts";

/**
 * What a run knows of the images it was made from, by absolute path: class, group, part. Empty for a model file that lies
 * alone, and for a run whose manifest cannot be read.
 */
export async function knownSamples(run: string): Promise<ReadonlyMap<string, PartitionedSample>> {
  try {
    const record = await findRunRecord(run);
    if (!record) return new Map();
    const { samples } = await listRunData(run, record);
    return new Map(samples.map((sample) => [sample.file, sample]));
  } catch (error) {
    if (error instanceof MorError) return new Map();
    throw error;
  }
}
