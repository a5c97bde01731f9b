import { copyFile, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { evaluate, explain, phantoms, predict, train } from "deeplearnmor";

/** A small workspace with one of everything, each by the name "good": images, a run, predictions, an explanation. */
export async function makeStudy(workspace: string): Promise<{ readonly image: string }> {
  const images = join(workspace, "images", "good");
  await phantoms({ out: images, imagesPerClass: 4, plants: 4, size: 32 });
  const manifest = await readFile(join(images, "manifest.csv"), "utf8");
  const [head = "", ...rows] = manifest.trimEnd().split("\n");
  const below = rows.map((row) => `images/good/${row}`);
  await writeFile(join(workspace, "manifest.csv"), `${[head, ...below].join("\n")}\n`);
  const run = join(workspace, "runs", "good");
  await train({
    data: join(workspace, "manifest.csv"),
    by: "plant",
    out: run,
    model: "resnet",
    width: 4,
    size: 16,
    epochs: 1,
    stepsPerEpoch: 1,
    allowLeak: true,
    skipDuplicates: true,
  });
  const image = below[0]?.split(",")[0] ?? "";
  await predict({ run, images: [images], out: join(workspace, "predictions", "good.csv") });
  await evaluate({ run, data: images, out: join(workspace, "evaluations", "good.json") });
  await explain({
    run,
    image: [join(workspace, image)],
    method: "grad-cam",
    out: join(workspace, "explanations", "good"),
  });
  // A report is all that is asked for; a whole study takes longer than all the rest.
  await mkdir(join(workspace, "studies", "good"), { recursive: true });
  await copyFile(join(run, "report.html"), join(workspace, "studies", "good", "report.html"));
  await mkdir(join(workspace, "features"));
  await writeFile(join(workspace, "features", "good.csv"), "path,label,f0\n");
  return { image };
}

/** Every file below a folder with its content, links as what they point to. */
export async function readTree(folder: string): Promise<ReadonlyMap<string, string>> {
  const tree = new Map<string, string>();
  await mkdir(folder, { recursive: true });
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    tree.set(file, entry.isFile() ? (await readFile(file)).toString("latin1") : "");
  }
  return tree;
}
