import { link, mkdir, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { writePhantoms } from "../../src/data/phantoms/write-phantoms.ts";

/** Different images; the rest are hard links to these, which the server cannot tell from files of their own. */
const different = 504;

/** A folder of that many small images in six classes, made once: `folder/images/CLASS/NAME.png`. */
export async function makeImages(folder: string, count: number): Promise<string> {
  const images = join(folder, `images-${count}`);
  const isThere = await stat(join(images, ".done")).catch(() => undefined);
  if (isThere) return images;
  const originals = join(folder, "originals");
  if (!(await stat(join(originals, "manifest.csv")).catch(() => undefined))) {
    await rm(originals, { recursive: true, force: true }); // what a run that was cut off has left
    await writePhantoms({
      out: originals,
      seed: 1,
      imagesPerClass: different / 6,
      plantsPerClass: 12,
      size: 256,
    });
  }
  const entries = await readdir(originals, { withFileTypes: true });
  const classes = entries.filter(
    (entry) => entry.isDirectory() && entry.name !== "truth" && !entry.name.startsWith("."),
  );
  for (const { name } of classes) {
    const files = await readdir(join(originals, name));
    await mkdir(join(images, name), { recursive: true });
    for (let index = 0; index < Math.ceil(count / classes.length); index++) {
      const to = `${name}-p${String(index % 120).padStart(3, "0")}_${String(index).padStart(6, "0")}.png`;
      await link(join(originals, name, files[index % files.length] ?? ""), join(images, name, to));
    }
  }
  await mkdir(join(images, ".done"));
  return images;
}
