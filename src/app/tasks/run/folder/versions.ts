import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

/** Version of this package. */
export function programVersion(): string {
  const content: { readonly version: string } = JSON.parse(
    readFileSync(new URL("../../../../../package.json", import.meta.url), "utf8"),
  );
  return content.version;
}

/** What took part in a result, with versions. */
export function versions(): Record<string, string> {
  const runtime: { readonly version: string } = createRequire(import.meta.url)(
    "onnxruntime-node/package.json",
  );
  return {
    deeplearnmor: programVersion(),
    "onnxruntime-node": runtime.version,
    node: process.version.replace(/^v/, ""),
  };
}
