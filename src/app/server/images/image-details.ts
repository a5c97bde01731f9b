import { lstat } from "node:fs/promises";
import { describeImage } from "../../../data/images/describe-image.ts";
import { hashFile } from "../../../data/images/hash-file.ts";
import type { ImageInfo } from "../../../data/images/image.ts";
import { MorError } from "../../../errors.ts";
import type { ImageDetails, ImageFindings } from "../../protocol/image-api.ts";
import type { TableImage } from "../workspace/image-table.ts";

/** All that is known of an image; its header and bytes are read. `file` is absent when it is not there. */
export async function describeTableImage(
  path: string,
  image: TableImage | undefined,
  file: string | undefined,
  findings: ImageFindings,
): Promise<ImageDetails> {
  const found = file === undefined ? undefined : await lstat(file).catch(() => undefined);
  const read = file === undefined ? "There is no such file." : await readHeader(file);
  const reason = findings.broken.find((entry) => entry.path === path)?.reason;
  return {
    path,
    label: image?.label || null,
    group: image?.group ?? null,
    part: image?.part ?? null,
    columns: image?.columns ?? {},
    bytes: found?.size ?? null,
    facts: typeof read === "string" ? null : factsOf(read),
    hash: file === undefined ? null : await hashFile(file, { followLinks: false }).catch(() => null),
    broken: typeof read === "string" ? read : (reason ?? null),
    duplicates: findings.duplicates.flatMap(({ paths: [a, b] }) =>
      a === path ? [b] : b === path ? [a] : [],
    ),
  };
}

async function readHeader(file: string): Promise<ImageInfo | string> {
  try {
    return await describeImage(file, { followLinks: false });
  } catch (error) {
    if (error instanceof MorError) return error.message.replace(` (${file})`, "");
    throw error;
  }
}

function factsOf(info: ImageInfo): NonNullable<ImageDetails["facts"]> {
  const { format, width, height, samples, pixelType, pages, axes, physicalSizeX } = info;
  return {
    format,
    width,
    height,
    channels: samples,
    pixelType,
    pages,
    axes,
    pixelSize: physicalSizeX ?? null,
  };
}
