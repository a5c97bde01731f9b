/**
 * Draws one part of a pool of rule-made images into a file; pretrain-organelle.ts starts several of these.
 *
 *     npx tsx scripts/draw-formula-part.ts '{"seed":1,"size":64,"measurements":[]}' 0 1000 part.bin
 */
import { serialize } from "node:v8";
import { writeWhole } from "../src/files/write-whole.ts";
import { drawFormulaPool, type FormulaPoolSpec } from "../src/learning/pretraining/formula-pool.ts";

const [spec = "", from = "0", count = "0", file = ""] = process.argv.slice(2);
const pool = drawFormulaPool(JSON.parse(spec) as FormulaPoolSpec, Number(from), Number(count), (done) => {
  if (done % 32 === 0) process.send?.(done);
});
await writeWhole(file, serialize(pool));
process.disconnect?.();
