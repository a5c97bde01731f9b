import { stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { byCodePoint } from "../../../data/dataset/code-point-order.ts";
import { checkRepetition } from "../../../data/dataset/list-manifest.ts";
import { type ManifestRow, readManifest } from "../../../data/dataset/read-manifest.ts";
import { formatManifest, type ManifestEntry } from "../../../data/dataset/write-manifest.ts";
import { writeWhole } from "../../../files/write-whole.ts";
import type { TableImage } from "./image-table.ts";
import { workspacePath } from "./workspace-place.ts";

/** The two files of a table. */
export interface TableFiles {
  /** Sorted by path; an image that stands in both files is that of the manifest. @throws MorError `manifest-invalid` */
  readonly read: () => Promise<readonly TableImage[]>;
  /** On the disk when it resolves. At no moment between is an image in neither of the files. */
  readonly write: (images: readonly TableImage[]) => Promise<void>;
  /** Whether someone else has written since the last reading or writing. */
  readonly isForeign: () => Promise<boolean>;
}

/** `manifest.csv` and `unlabelled.csv` of a folder; neither need be there. */
export function openTableFiles(folder: string): TableFiles {
  const labelledFile = join(folder, "manifest.csv");
  const unlabelledFile = join(folder, "unlabelled.csv");
  let stamp = "";
  /** Texts as we have written them; undefined for what others wrote, or nobody. */
  const written = new Map<string, string>();
  let unlabelledPaths: ReadonlySet<string> = new Set();
  let labelledPaths: ReadonlySet<string> = new Set();
  const stampNow = async (): Promise<string> =>
    (await Promise.all([stampOf(labelledFile), stampOf(unlabelledFile)])).join(" ");

  const put = async (file: string, images: readonly TableImage[]): Promise<void> => {
    const text = formatManifest(images.map(toEntry));
    if (written.get(file) === text) return;
    if (images.length === 0 && !(await stampOf(file))) return;
    // In pieces, so that it is on the disk, and not only on its way there, when the change is acknowledged.
    await writeWhole(file, [text]);
    written.set(file, text);
  };

  return {
    async read() {
      const before = await stampNow();
      const labelled = await readTable(labelledFile, false);
      const others = await readTable(unlabelledFile, true);
      written.clear();
      labelledPaths = new Set(labelled.map(({ path }) => path));
      unlabelledPaths = new Set(others.map(({ path }) => path));
      stamp = before;
      const images = [...labelled, ...others.filter(({ path }) => !labelledPaths.has(path))];
      return images.sort((a, b) => byCodePoint(a.path, b.path));
    },
    async write(images) {
      const labelled = images.filter(({ label }) => label !== "");
      const others = images.filter(({ label }) => label === "");
      stamp = ""; // after a failure the files are read again
      // An image that changes its file stands in both for a moment, and the manifest counts.
      if (others.some(({ path }) => labelledPaths.has(path))) {
        await put(
          unlabelledFile,
          images
            .filter(({ label, path }) => label === "" || unlabelledPaths.has(path))
            .map((image) => ({ ...image, label: "" })),
        );
      }
      await put(labelledFile, labelled);
      await put(unlabelledFile, others);
      labelledPaths = new Set(labelled.map(({ path }) => path));
      unlabelledPaths = new Set(others.map(({ path }) => path));
      stamp = await stampNow();
    },
    isForeign: async () => (await stampNow()) !== stamp,
  };
}

/** Changes whenever a file is written, since that gives it a new inode; empty when it is not there. */
async function stampOf(file: string): Promise<string> {
  const found = await stat(file, { bigint: true }).catch(() => undefined);
  return found ? `${found.ino}-${found.size}-${found.mtimeNs}` : "";
}

async function readTable(file: string, unlabelled: boolean): Promise<TableImage[]> {
  if (!(await stampOf(file))) return [];
  const { rows } = await readManifest(file, { unlabelled });
  const byPath = new Map<string, ManifestRow>();
  for (const row of unlabelled ? rows.map((one) => ({ ...one, label: "" })) : rows) {
    // One file can be spelled in several ways: images/a.png, ./images/a.png, /workspace/images/a.png.
    const path = workspacePath(dirname(file), row.path);
    const known = byPath.get(path);
    if (known) checkRepetition(known, row, { name: basename(file), manifest: file });
    else byPath.set(path, row);
  }
  return [...byPath].map(([path, row]) => toImage(path, row));
}

function toImage(path: string, row: ManifestRow): TableImage {
  return {
    path,
    label: row.label,
    ...(row.group === undefined ? {} : { group: row.group }),
    ...(row.part === undefined ? {} : { part: row.part }),
    columns: row.columns,
  };
}

function toEntry({ path, label, group, part, columns }: TableImage): ManifestEntry {
  return {
    path,
    label,
    columns,
    ...(group === undefined ? {} : { group }),
    ...(part === undefined ? {} : { part }),
  };
}
