import { readdir, realpath, stat } from "node:fs/promises";
import { basename, join, relative, sep } from "node:path";
import { MorError } from "../../errors.ts";
import { errnoOf } from "../../files/output-error.ts";
import { isImageFile } from "../images/image-file.ts";
import { byCodePoint } from "./code-point-order.ts";
import { type Part, parsePart } from "./dataset.ts";
import { type Candidate, isInside, type Listing } from "./listing.ts";

/**
 * Lists the images of a folder with one subfolder per class, or of train, val and test folders of such folders.
 * A class folder is searched to any depth; its name, in NFC, is the label. Hidden files and those of the system
 * (`Thumbs.db`, `desktop.ini`) are passed over in silence, other files without an image's extension are counted
 * in a warning. A symbolic link to a folder that is being listed already is not followed again. Folders below the root
 * that are `leftOut` (absolute, as they are reached from the root) are as if they were not there.
 *
 * @throws MorError `dataset-invalid` when there is no image, or a link leaves the root and `allowOutside` is off.
 */
export async function listFolder(
  root: string,
  allowOutside: boolean,
  leftOut: ReadonlySet<string> = new Set(),
): Promise<Listing> {
  const search: Search = { root, realRoot: await realpath(root), allowOutside, leftOut, strangers: [] };
  const top = await readFolder(search, root);
  const parts = findParts(top.folders);
  const warnings: string[] = [];
  const candidates: Candidate[] = [];
  const filled = new Set<string>();
  const empty = new Set<string>();
  const strayFolders = parts ? top.folders.filter((name) => parsePart(name) === undefined) : [];
  if (strayFolders.length > 0) {
    warnings.push(`Folders beside train, val and test are not used: ${strayFolders.join(", ")}.`);
  }
  for (const [folder, part] of parts ?? [["", undefined] as const]) {
    const inside = folder === "" ? top : await readFolder(search, join(root, folder));
    const loose = inside.files.filter(isImageFile).length;
    if (loose > 0 && inside.folders.length > 0) {
      const where = folder === "" ? "Images" : `Images in ${folder}`;
      warnings.push(`${where} that stand beside the class folders are not used: ${loose}.`);
    }
    for (const name of inside.folders) {
      const label = name.normalize("NFC");
      const files = await collectImages(search, join(root, folder, name), []);
      (files.length === 0 ? empty : filled).add(label);
      for (const file of files) {
        const path = relative(root, file).split(sep).join("/").normalize("NFC");
        candidates.push({ file, path, label, ...(part && { part }), columns: {} });
      }
    }
  }
  const emptyEverywhere = [...empty].filter((label) => !filled.has(label)).sort(byCodePoint);
  if (filled.size < 2 && emptyEverywhere.length > 0) {
    throw new MorError(
      "dataset-invalid",
      `Expected images in every class folder, got none in ${emptyEverywhere.join(", ")} (${root})`,
      {
        hint: "Put images (PNG, JPEG, TIFF) into the folder, or remove it when it is no class.",
        path: root,
      },
    );
  }
  if (candidates.length === 0) throw noImages(root, top.files.filter(isImageFile).length);
  if (emptyEverywhere.length > 0) {
    warnings.push(`Folders without images are not used as classes: ${emptyEverywhere.join(", ")}.`);
  }
  if (search.strangers.length > 0) {
    const example = search.strangers.sort(byCodePoint)[0] ?? "";
    warnings.push(
      `Files without the extension of an image are left out: ${search.strangers.length} (for example ${example}).`,
    );
  }
  return { root, candidates, warnings, columns: [] };
}

interface Search {
  readonly root: string;
  readonly realRoot: string;
  readonly allowOutside: boolean;
  readonly leftOut: ReadonlySet<string>;
  /** Files that are no images by their extension. */
  readonly strangers: string[];
}

/** All image files below `folder`; `trail` holds the real paths of the folders that lead to it. */
async function collectImages(search: Search, folder: string, trail: readonly string[]): Promise<string[]> {
  const real = await realpath(folder);
  if (trail.includes(real)) return []; // a link back to a folder above: its files are listed already
  checkInside(search, folder, real);
  const { folders, files, links } = await readFolder(search, folder);
  const found: string[] = [];
  for (const name of files) {
    const file = join(folder, name);
    if (!isImageFile(name)) search.strangers.push(relative(search.root, file));
    else {
      // Only links can leave the root, and most files are none.
      if (links.has(name)) {
        const target = await realpath(file).catch(() => undefined); // a dangling link is found out when it is read
        if (target !== undefined) checkInside(search, file, target);
      }
      found.push(file);
    }
  }
  for (const name of folders)
    found.push(...(await collectImages(search, join(folder, name), [...trail, real])));
  return found;
}

function checkInside(search: Search, path: string, real: string): void {
  if (search.allowOutside || isInside(search.realRoot, real)) return;
  throw new MorError(
    "dataset-invalid",
    `Expected files below ${search.root}, got a link that leaves it (${relative(search.root, path)})`,
    { hint: "Copy the files into the folder, or allow outside paths (allowOutside).", path },
  );
}

interface Listed {
  readonly folders: readonly string[];
  readonly files: readonly string[];
  /** Names among `files` that are symbolic links. */
  readonly links: ReadonlySet<string>;
}

/** Names in a folder in code point order, without hidden and system files; links stand for what they lead to. */
async function readFolder({ leftOut }: Pick<Search, "leftOut">, folder: string): Promise<Listed> {
  const folders: string[] = [];
  const files: string[] = [];
  const links = new Set<string>();
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    throw new MorError(
      "input-missing",
      `Expected a folder that can be read, got ${errnoOf(error) ?? "an error"} (${folder})`,
      { hint: "Check the permissions of the folder.", path: folder, cause: error },
    );
  });
  for (const entry of entries.sort((a, b) => byCodePoint(a.name, b.name))) {
    if (entry.name.startsWith(".") || systemFiles.has(entry.name.toLowerCase())) continue;
    let isFolder = entry.isDirectory();
    if (entry.isSymbolicLink()) {
      // A dangling link is kept as a file, so that it is reported as broken and not lost.
      isFolder = await stat(join(folder, entry.name)).then(
        (target) => target.isDirectory(),
        () => false,
      );
      if (!isFolder) links.add(entry.name);
    }
    if (isFolder && leftOut.has(join(folder, entry.name))) continue;
    (isFolder ? folders : files).push(entry.name);
  }
  return { folders, files, links };
}

const systemFiles: ReadonlySet<string> = new Set(["thumbs.db", "desktop.ini", "__macosx", "icon\r"]);

/**
 * The folders that are parts, when the data set is cut already: there is a train folder, or every folder is a part.
 * `undefined` when the folders are classes.
 */
function findParts(folders: readonly string[]): (readonly [folder: string, part: Part])[] | undefined {
  const parts = folders.flatMap((name) => {
    const part = parsePart(name);
    return part ? [[name, part] as const] : [];
  });
  const isCut =
    parts.length > 0 && (parts.length === folders.length || parts.some(([, part]) => part === "train"));
  if (!isCut) return undefined;
  const twice = parts.find(([, part], index) => parts.findIndex(([, other]) => other === part) !== index);
  if (twice) {
    const names = parts.filter(([, part]) => part === twice[1]).map(([name]) => name);
    throw new MorError("dataset-invalid", `Expected one folder for ${twice[1]}, got ${names.join(" and ")}`, {
      hint: "Join the folders or remove one of them.",
    });
  }
  return parts;
}

function noImages(root: string, loose: number): MorError {
  const got = loose > 0 ? `${loose} images without class folders` : "no image";
  return new MorError(
    "dataset-invalid",
    `Expected one folder of images for each class, got ${got} (${basename(root)})`,
    {
      hint: "Sort the images into one folder per class, or write a manifest.csv with the columns path and label.",
      path: root,
    },
  );
}
