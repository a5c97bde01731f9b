/**
 * Pre-trains the organelle backbone on rule-made images, no photograph among them.
 *
 *     npx tsx scripts/pretrain-organelle.ts --help
 */
import { fork } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, readFile, rename } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { deserialize } from "node:v8";
import { saveOnnx } from "../src/engine/graph/onnx/save-onnx.ts";
import { writeWhole } from "../src/files/write-whole.ts";
import { type FormulaPool, joinPools } from "../src/learning/pretraining/formula-pool.ts";
import { organelleGraph } from "../src/learning/pretraining/organelle-graph.ts";
import { organelleRecipe } from "../src/learning/pretraining/organelle-recipe.ts";
import { pretrain } from "../src/learning/pretraining/pretrain.ts";
import { loadCheckpoint, saveCheckpoint } from "../src/learning/training/checkpoint.ts";
import { formatHistory } from "../src/learning/training/history.ts";

const usage = `Pre-trains the organelle backbone on rule-made images.

  npx tsx scripts/pretrain-organelle.ts --out FOLDER [options]

  --out FOLDER    where the pool, the checkpoint and at last organelle.onnx and organelle.json are written.
                  A run that was stopped goes on there, to the same bits.
  --seed N        of images, first weights and order (${organelleRecipe.training.seed})
  --images N      images of the pool (${organelleRecipe.images})
  --epochs N      times that each image is seen (${organelleRecipe.training.epochs})
  --threads N     of the processor (all, at most 8)
`;

const { values } = parseArgs({
  options: {
    out: { type: "string" },
    seed: { type: "string", default: String(organelleRecipe.training.seed) },
    images: { type: "string", default: String(organelleRecipe.images) },
    epochs: { type: "string", default: String(organelleRecipe.training.epochs) },
    threads: { type: "string", default: String(Math.min(8, availableParallelism())) },
    help: { type: "boolean", default: false },
  },
});
if (values.help || values.out === undefined) {
  process.stdout.write(usage);
  process.exit(values.help ? 0 : 2);
}
const out = resolve(values.out);
const threads = Number(values.threads);
const recipe = {
  ...organelleRecipe,
  pool: { ...organelleRecipe.pool, seed: Number(values.seed) },
  images: Number(values.images),
  training: { ...organelleRecipe.training, seed: Number(values.seed), epochs: Number(values.epochs) },
};
const partSize = 2000;
const fingerprint = createHash("sha256").update(JSON.stringify(recipe)).digest("hex");

await mkdir(join(out, "pool"), { recursive: true });
const pool = await drawPool();
const resume = await loadCheckpoint(join(out, "checkpoint"));
if (resume && resume.fingerprint !== fingerprint) {
  throw new Error(`${out} has the checkpoint of another recipe: give another folder, or the same options`);
}
const say = progressOf("steps");
const { weights, history } = await pretrain(pool, {
  ...recipe.training,
  network: recipe.network,
  session: { threads },
  resume,
  fingerprint,
  onStep: ({ step, steps, loss }) => say(step, steps, `loss ${loss.toFixed(3)}`),
  onEpoch: async (row, checkpoint) => {
    const share = (100 * row.trainAccuracy).toFixed(1);
    log(
      `epoch ${row.epoch}: loss ${row.trainLoss.toFixed(4)}, ${share} % of the families, ${row.seconds.toFixed(0)} s`,
    );
    await saveCheckpoint(join(out, "checkpoint"), checkpoint());
  },
});
const record = {
  name: "organelle",
  recipe,
  seconds: Math.round(history.reduce((sum, { seconds }) => sum + seconds, 0)),
  loss: history.at(-1)?.trainLoss,
  familyAccuracy: history.at(-1)?.trainAccuracy,
};
const metadata = { name: "organelle", recipe: JSON.stringify(recipe) };
await saveOnnx(join(out, "organelle.onnx"), organelleGraph(weights, metadata, recipe.network));
await writeWhole(join(out, "organelle.json"), `${JSON.stringify(record, undefined, 2)}\n`);
await writeWhole(join(out, "history.csv"), formatHistory(history));
log(`wrote ${join(out, "organelle.onnx")}`);

/** Draws the parts that are not on the disk yet, one process for each thread, and reads them all. */
async function drawPool(): Promise<FormulaPool> {
  const key = createHash("sha256").update(JSON.stringify(recipe.pool)).digest("hex").slice(0, 12);
  const parts = Array.from({ length: Math.ceil(recipe.images / partSize) }, (_, part) => {
    const from = part * partSize;
    const count = Math.min(partSize, recipe.images - from);
    return { from, count, file: join(out, "pool", `${key}-${from}-${count}.bin`) };
  });
  const read = ({ file }: { readonly file: string }) => readFile(file).catch(() => undefined);
  const missing: typeof parts = [];
  for (const part of parts) if ((await read(part)) === undefined) missing.push(part);
  const todo = [...missing];
  const images = missing.reduce((sum, { count }) => sum + count, 0);
  const done = new Map<string, number>();
  const sayImages = progressOf("images");
  const work = async (): Promise<void> => {
    for (let part = todo.shift(); part; part = todo.shift()) {
      const { from, count, file } = part;
      await drawPart(from, count, file, (drawn) => {
        done.set(file, drawn);
        sayImages(
          [...done.values()].reduce((sum, each) => sum + each, 0),
          images,
          "drawn",
        );
      });
    }
  };
  await Promise.all(Array.from({ length: threads }, work));
  const pools: FormulaPool[] = [];
  for (const { file } of parts) pools.push(deserialize(await readFile(file)) as FormulaPool); // draw-formula-part.ts wrote it
  return joinPools(pools);
}

function drawPart(
  from: number,
  count: number,
  file: string,
  onImages: (drawn: number) => void,
): Promise<void> {
  const script = resolve(import.meta.dirname, "draw-formula-part.ts");
  const partial = `${file}.part`;
  const child = fork(script, [JSON.stringify(recipe.pool), String(from), String(count), partial]);
  child.on("message", (drawn) => onImages(Number(drawn)));
  return new Promise((settle, fail) => {
    child.on("error", fail);
    child.on("exit", (code) => {
      if (code === 0) rename(partial, file).then(settle, fail);
      else fail(new Error(`Drawing the images from ${from} on ended with code ${code}`));
    });
  });
}

/** A line every ten seconds, with the time that is left. */
function progressOf(what: string): (done: number, of: number, words: string) => void {
  let [start, first, last] = [0, 0, 0];
  return (done, of, words) => {
    const now = performance.now();
    if (start === 0) [start, first, last] = [now, done, now];
    if (now - last < 10_000 && done < of) return;
    last = now;
    const minutes = ((now - start) / 60_000 / Math.max(1, done - first)) * (of - done);
    log(`${done} of ${of} ${what}, ${words}, ${minutes.toFixed(1)} min left`);
  };
}

function log(text: string): void {
  process.stderr.write(`${text}\n`);
}
