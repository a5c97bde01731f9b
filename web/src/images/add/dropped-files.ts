/** A file that was dropped, and the folder that it was in, if any. */
export interface DroppedFile {
  readonly file: File;
  readonly folder: string | null;
}

const isImage = (name: string): boolean => /\.(png|jpe?g|tiff?)$/i.test(name) && !name.startsWith(".");

/** The image files of a drop, also those in folders; a file's folder is the innermost one. */
export async function droppedFiles(items: DataTransferItemList): Promise<readonly DroppedFile[]> {
  // Entries must be taken before anything is waited for: the list is empty afterwards.
  const entries = [...items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  const found: DroppedFile[] = [];
  for (const entry of entries) await collect(entry, null, found);
  return found;
}

/** The image files of a file field. */
export function pickedFiles(files: readonly File[]): readonly DroppedFile[] {
  return files.filter(({ name }) => isImage(name)).map((file) => ({ file, folder: null }));
}

async function collect(entry: FileSystemEntry, folder: string | null, found: DroppedFile[]): Promise<void> {
  if (isFile(entry)) {
    if (isImage(entry.name)) {
      found.push({ file: await new Promise((settle, fail) => entry.file(settle, fail)), folder });
    }
  } else if (isFolder(entry)) {
    const reader = entry.createReader();
    for (;;) {
      const some = await new Promise<FileSystemEntry[]>((settle, fail) => reader.readEntries(settle, fail));
      if (some.length === 0) return; // a reader gives at most a hundred at a time
      for (const child of some) await collect(child, entry.name, found);
    }
  }
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}
