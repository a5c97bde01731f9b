import { createHash } from "node:crypto";
import { constants, copyFile, link, open, rm, stat } from "node:fs/promises";
import { dirname, join, parse } from "node:path";
import { describeImage } from "../../../data/images/describe-image.ts";
import { hashFile } from "../../../data/images/hash-file.ts";
import type { ImageInfo } from "../../../data/images/image.ts";
import { isImageFile } from "../../../data/images/image-file.ts";
import { MorError } from "../../../errors.ts";
import { makeFolder } from "../../../files/make-folder.ts";
import { errnoOf, outputError } from "../../../files/output-error.ts";
import { temporaryBeside } from "../../../files/write-whole.ts";
import { safeFileName } from "./safe-file-name.ts";

export interface KeptUpload {
  /** Absolute. */
  readonly file: string;
  /** Whether no equal file of that name was there. */
  readonly isNew: boolean;
}

/**
 * Keeps what was sent as an image file in a folder. An equal file of that name is that file; another content gets the
 * beginning of its hash behind the name. Nothing is left of what is no image that can be read, or too large.
 *
 * @param decode rejects with MorError for a file that cannot be drawn.
 * @throws MorError `usage` for too many bytes; `image-unreadable`, `image-unsupported`; `output-unwritable`.
 */
export async function keepUpload(
  folder: string,
  name: string,
  body: ReadableStream<Uint8Array>,
  maxBytes: number,
  decode: (file: string) => Promise<unknown>,
): Promise<KeptUpload> {
  await makeFolder(folder);
  const temporary = temporaryBeside(join(folder, "upload"));
  try {
    const hash = await receive(body, temporary, maxBytes);
    const info = await checkImage(temporary, name, decode);
    const safe = safeFileName(name);
    return await claimName(
      temporary,
      join(folder, isImageFile(safe) ? safe : safe + endings[info.format]),
      hash,
    );
  } finally {
    await rm(temporary, { force: true });
  }
}

const endings: Readonly<Record<ImageInfo["format"], string>> = { png: ".png", jpeg: ".jpg", tiff: ".tif" };

/** Writes the body, on the disk when it resolves; its SHA-256 in hex. */
async function receive(body: ReadableStream<Uint8Array>, file: string, maxBytes: number): Promise<string> {
  const hash = createHash("sha256");
  const handle = await open(file, "wx").catch((error: unknown) => {
    throw outputError(error, file);
  });
  let bytes = 0;
  try {
    for await (const piece of body) {
      bytes += piece.length;
      if (bytes > maxBytes) {
        throw new MorError("usage", `Expected a file of at most ${maxBytes} bytes, got more`, {
          hint: "Copy large files into a folder and choose the folder on the page.",
        });
      }
      hash.update(piece);
      await handle.writeFile(piece);
    }
    await handle.sync();
  } catch (error) {
    throw error instanceof MorError ? error : outputError(error, dirname(file));
  } finally {
    await handle.close();
  }
  return hash.digest("hex");
}

/** What passes here can be drawn. The size that its header tells is bounded before that. */
async function checkImage(
  file: string,
  name: string,
  decode: (file: string) => Promise<unknown>,
): Promise<ImageInfo> {
  try {
    const info = await describeImage(file);
    await decode(file);
    return info;
  } catch (error) {
    if (!(error instanceof MorError)) throw error;
    // The name that the user knows, not the one that it has for a moment.
    throw new MorError(error.code, error.message.replaceAll(file, name), {
      ...(error.hint === undefined ? {} : { hint: error.hint }),
      cause: error,
    });
  }
}

/** Fails with EEXIST when the name is taken, in one step. Disks without hard links (exFAT, some shares) get a copy. */
async function giveName(temporary: string, file: string): Promise<void> {
  try {
    await link(temporary, file);
  } catch (error) {
    if (errnoOf(error) === "EEXIST") throw error;
    await copyFile(temporary, file, constants.COPYFILE_EXCL);
  }
}

/** Gives the file its name without ever replacing another one; the second name tells contents apart, so that few are tried. */
async function claimName(temporary: string, wanted: string, hash: string): Promise<KeptUpload> {
  const { dir, name, ext } = parse(wanted);
  const { size } = await stat(temporary);
  const mark = `${name}-${hash.slice(0, 8)}`;
  for (const next of [name, mark, ...Array.from({ length: 8 }, (_, index) => `${mark}-${index + 2}`)]) {
    const file = join(dir, next + ext);
    try {
      await giveName(temporary, file);
      return { file, isNew: true };
    } catch (error) {
      if (errnoOf(error) !== "EEXIST") throw outputError(error, file);
      const found = await stat(file).catch(() => undefined); // a link that leads nowhere
      const isEqual = found?.isFile() && found.size === size && (await hashFile(file)) === hash;
      if (isEqual) return { file, isNew: false };
    }
  }
  throw new MorError("output-unwritable", `Expected a free name, got ten files of that name (${wanted})`, {
    hint: "Rename the file and try again.",
  });
}
