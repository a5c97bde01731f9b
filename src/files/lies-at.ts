import { fstatSync, lstatSync, readlinkSync, realpathSync } from "node:fs";

/**
 * Whether an open file is the one at `path` (absolute, links resolved), with no link on the way: a path that was checked
 * may lead elsewhere by the time that it is opened. Where the system says what a handle is of (Linux) that is certain. Else
 * names are looked up again and again, and whoever swaps them would have to keep step.
 */
export function liesAt(handle: number, path: string): boolean {
  try {
    const real = readlinkSync(`/proc/self/fd/${handle}`);
    if (real === path) return true;
    // Disks that do not tell letters by their case may spell a name in several ways.
    if (real.normalize("NFC").toLowerCase() !== path.normalize("NFC").toLowerCase()) return false;
  } catch {
    // no such folder on this system
  }
  return liesAtByName(handle, path);
}

/** As `liesAt`, on systems that do not say what a handle is of. */
export function liesAtByName(handle: number, path: string): boolean {
  const { dev, ino } = fstatSync(handle, { bigint: true });
  for (let left = lookUps; left > 0; left--) {
    try {
      const found = lstatSync(path, { bigint: true });
      if (found.dev !== dev || found.ino !== ino || found.isSymbolicLink()) return false;
      if (realpathSync.native(path) !== path) return false;
    } catch {
      return false; // it is gone
    }
  }
  return true;
}

const lookUps = 4;
