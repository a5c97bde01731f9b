import { basename, dirname, join } from "node:path";
import { byCodePoint } from "../../../data/dataset/code-point-order.ts";
import { checkRepetition } from "../../../data/dataset/list-manifest.ts";
import { type ManifestRow, readManifest } from "../../../data/dataset/read-manifest.ts";
import { formatManifest, type ManifestEntry } from "../../../data/dataset/write-manifest.ts";
import { type FileStamp, replaceFile, stampOf } from "../../../files/replace-file.ts";
import type { TableImage } from "./image-table.ts";
import { workspacePath } from "./workspace-place.ts";

/** The two files of a table. */
export interface TableFiles {
  /** Sorted by path; an image that stands in both files is that of the manifest. @throws MorError `manifest-invalid` */
  readonly read: () => Promise<readonly TableImage[]>;
  /**
   * On the disk when it resolves; false when somebody else has written meanwhile, whose content stays. At no moment between
   * is an image in neither of the files.
   */
  readonly write: (images: readonly TableImage[]) => Promise<boolean>;
  /** Whether someone else has written since the last reading or writing. */
  readonly isForeign: () => Promise<boolean>;
}

/** `manifest.csv` and `unlabelled.csv` of a folder; neither need be there. */
export function openTableFiles(folder: string): TableFiles {
  const labelledFile = join(folder, "manifest.csv");
  const unlabelledFile = join(folder, "unlabelled.csv");
  /** As the files were when they were last read or written here. */
  const stamps = new Map<string, FileStamp>();
  /** Texts as we have written them; undefined for what others wrote, or nobody. */
  const written = new Map<string, string>();
  let unlabelledPaths: ReadonlySet<string> = new Set();
  let labelledPaths: ReadonlySet<string> = new Set();
  const isAsKnown = async (file: string): Promise<boolean> => (await stampOf(file)) === stamps.get(file);
  const areAsKnown = async (): Promise<boolean> =>
    (await Promise.all([isAsKnown(labelledFile), isAsKnown(unlabelledFile)])).every(Boolean);

  /** Whether the file has this content now, or somebody else has written it. */
  const put = async (file: string, images: readonly TableImage[]): Promise<boolean> => {
    const text = formatManifest(images.map(toEntry));
    if (written.get(file) === text) return true;
    const known = stamps.get(file);
    if (known === undefined || !(await isAsKnown(file))) return false;
    if (images.length === 0 && known === "") return true;
    const stamp = await replaceFile(file, known, [text]);
    if (stamp === undefined) return false;
    written.set(file, text);
    stamps.set(file, stamp);
    return true;
  };

  const putAll = async (images: readonly TableImage[]): Promise<boolean> => {
    const labelled = images.filter(({ label }) => label !== "");
    const others = images.filter(({ label }) => label === "");
    // An image that changes its file stands in both for a moment, and the manifest counts.
    if (others.some(({ path }) => labelledPaths.has(path))) {
      const both = images
        .filter(({ label, path }) => label === "" || unlabelledPaths.has(path))
        .map((image) => ({ ...image, label: "" }));
      if (!(await put(unlabelledFile, both))) return false;
    }
    if (!(await put(labelledFile, labelled)) || !(await put(unlabelledFile, others))) return false;
    labelledPaths = new Set(labelled.map(({ path }) => path));
    unlabelledPaths = new Set(others.map(({ path }) => path));
    return true;
  };

  const readOnce = async (): Promise<readonly TableImage[]> => {
    for (const file of [labelledFile, unlabelledFile]) stamps.set(file, await stampOf(file));
    const labelled = await readTable(labelledFile, false);
    const others = await readTable(unlabelledFile, true);
    written.clear();
    labelledPaths = new Set(labelled.map(({ path }) => path));
    unlabelledPaths = new Set(others.map(({ path }) => path));
    const images = [...labelled, ...others.filter(({ path }) => !labelledPaths.has(path))];
    return images.sort((a, b) => byCodePoint(a.path, b.path));
  };

  return {
    async read() {
      for (let left = mostReadings; ; left--) {
        try {
          const images = await readOnce();
          if (left === 0 || (await areAsKnown())) return images;
        } catch (error) {
          // What somebody is writing may be half of a table.
          if (left > 0 && !(await areAsKnown())) continue;
          stamps.clear(); // it is read again before it counts
          throw error;
        }
      }
    },
    async write(images) {
      let isDone = false;
      try {
        isDone = await putAll(images);
      } finally {
        if (!isDone) stamps.clear(); // the files are read again
      }
      return isDone;
    },
    isForeign: async () => !(await areAsKnown()),
  };
}

/** Nobody writes a table so often in a row; if somebody does, the next reading finds out. */
const mostReadings = 5;

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
