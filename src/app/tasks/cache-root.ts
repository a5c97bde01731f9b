import { homedir } from "node:os";
import { isAbsolute, join, resolve } from "node:path";
import { MorError } from "../../errors.ts";
import { errnoOf, outputError } from "../../files/output-error.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The folder for what can be had again: weights and features. `MOR_CACHE` where it is set, else the place of the
 * platform: `XDG_CACHE_HOME` or `~/.cache`, `~/Library/Caches`, `%LOCALAPPDATA%`. Nothing is created.
 *
 * Source: XDG Base Directory Specification 0.8, by which a relative `XDG_CACHE_HOME` is ignored.
 */
export function cacheRoot(
  environment: Environment = process.env,
  platform: NodeJS.Platform = process.platform,
  home: string = homedir(),
): string {
  const { MOR_CACHE, XDG_CACHE_HOME, LOCALAPPDATA } = environment;
  if (MOR_CACHE) return resolve(MOR_CACHE);
  if (platform === "darwin") return join(home, "Library", "Caches", "deeplearnmor");
  if (platform === "win32") return join(LOCALAPPDATA || join(home, "AppData", "Local"), "deeplearnmor");
  const base = XDG_CACHE_HOME && isAbsolute(XDG_CACHE_HOME) ? XDG_CACHE_HOME : join(home, ".cache");
  return join(base, "deeplearnmor");
}

/** Turns an error of the file system in the cache into `output-unwritable` that names `MOR_CACHE` as the way out. */
export function cacheError(error: unknown, path: string): MorError {
  const known = outputError(error, path);
  if (known.code !== "output-unwritable") return known;
  const full = ["ENOSPC", "EDQUOT"].includes(errnoOf(known.cause) ?? "");
  const hint = full
    ? "Free some space, or set the environment variable MOR_CACHE to a folder on another disk."
    : "Set the environment variable MOR_CACHE to a folder that can be written to.";
  return new MorError(known.code, known.message.replace("the output", "to the cache"), {
    hint,
    path,
    cause: known.cause,
  });
}
