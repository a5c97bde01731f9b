import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { AffineMatrix } from "../../../src/data/augment/draw-transform.ts";
import type { PlaneSize } from "../../../src/data/augment/planes.ts";

interface StoredPlanes extends PlaneSize {
  readonly data: readonly number[];
}

interface Reference {
  readonly image: StoredPlanes;
  readonly symmetries: readonly (StoredPlanes & { readonly id: number })[];
  readonly quarters: readonly (StoredPlanes & { readonly id: number })[];
  readonly soft: StoredPlanes;
  readonly warps: readonly { readonly matrix: AffineMatrix; readonly data: readonly number[] }[];
  readonly blurs: readonly { readonly deviation: number; readonly data: readonly number[] }[];
}

const file = resolve(import.meta.dirname, "../../fixtures/augment/reference.json");

/** What numpy and scipy compute, written by scripts/fixtures/augment.py. */
// The script writes exactly this shape.
export const reference: Reference = JSON.parse(readFileSync(file, "utf8")) as Reference;
