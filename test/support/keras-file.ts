import { randomUUID } from "node:crypto";
import { writeFile } from "node:fs/promises";

export interface LayerToWrite {
  readonly name: string;
  readonly weights: readonly {
    readonly name: string;
    readonly shape: readonly number[];
    readonly data: Float32Array | Float64Array | Int32Array;
  }[];
}

/** Writes layers as Keras did up to version 2: names in attributes, one group per layer. */
export async function writeKerasFile(
  file: string,
  layers: readonly LayerToWrite[],
  group?: string,
): Promise<void> {
  const hdf5 = await import("h5wasm");
  const library = await hdf5.ready;
  const path = `/${randomUUID()}.h5`;
  const out = new hdf5.File(path, "w");
  const root = group === undefined ? out : out.create_group(group);
  root.create_attribute(
    "layer_names",
    layers.map(({ name }) => name),
  );
  for (const { name, weights } of layers) {
    const here = root.create_group(name);
    if (weights.length > 0) {
      here.create_attribute(
        "weight_names",
        weights.map((weight) => weight.name),
      );
    }
    for (const weight of weights) {
      const parts = weight.name.split("/");
      const last = parts.pop() ?? "";
      let parent = here;
      for (const part of parts) {
        const found = parent.get(part);
        parent = found instanceof hdf5.Group ? found : parent.create_group(part);
      }
      parent.create_dataset({ name: last, data: weight.data, shape: [...weight.shape] });
    }
  }
  out.close();
  await writeFile(file, library.FS.readFile(path));
  library.FS.unlink(path);
}
