import { MorError } from "../../../errors.ts";
import { organelle } from "../../../learning/backbones/organelle-backbone.ts";

/**
 * The name of an entry of the store, checked: 1 to 64 small letters, digits, dots, dashes and underscores that are safe
 * as a file name on every platform and cannot be taken for a file.
 *
 * @throws MorError `usage`.
 */
export function backboneName(text: string): string {
  const safe = /^[a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9])?$/.test(text) && !text.includes("..");
  if (safe && !reserved.test(text) && !fileEnding.test(text)) return text;
  throw new MorError("usage", `Expected the name of a backbone, got ${JSON.stringify(text)}`, {
    hint: "A name has small letters, digits, dots and dashes, and no ending of a file, as in leaf-net-2.",
  });
}

/** @throws MorError `usage` for the backbone that comes with the package: it is neither fetched nor replaced. */
export function refuseIncluded(name: string): void {
  if (name !== organelle.name) return;
  throw new MorError("usage", `Expected another name than "${name}", which comes with the package`, {
    hint: `Use it as it is, with --backbone ${name}; a network of your own needs a name of its own.`,
  });
}

/** A name made of that of a file: `Leaf Net (2).onnx` -> `leaf-net-2`; `undefined` when nothing is left. */
export function nameOfFile(file: string): string | undefined {
  const name = file
    .toLowerCase()
    .replace(fileEnding, "")
    .replace(/[^a-z0-9.]+/g, "-")
    .replace(/\.{2,}/g, ".")
    .slice(0, 64)
    .replace(/^[^a-z0-9]+|[^a-z0-9]+$/g, "");
  return name === "" || reserved.test(name) || fileEnding.test(name) ? undefined : name;
}

/** Names of devices, which Windows does not give to files. */
const reserved = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/;
const fileEnding = /\.(onnx|h5|hdf5|safetensors|json)$/;
