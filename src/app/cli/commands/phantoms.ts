import { makePhantoms, phantomsSpec } from "../../tasks/data/phantoms.ts";
import { type Command, defineCommand } from "../command.ts";
import { formatCount } from "../terminal/progress-line.ts";

export const phantomsCommand: Command = defineCommand({
  spec: phantomsSpec,
  task: makePhantoms,
  positionals: ["out"],
  examples: [
    { purpose: "360 images from 12 plants of each class, with their truth", line: "mor phantoms leaf" },
    {
      purpose: "more and larger images, 16 bits deep",
      line: "mor phantoms leaf --images-per-class 300 --plants 30 --size 512 --bit-depth 16 --format tiff",
    },
    { purpose: "the same again with other images", line: "mor phantoms leaf --seed 1 --force" },
  ],
  print: ({ folder, images, organelles, manifest }) =>
    `Wrote ${formatCount(images)} images with ${formatCount(organelles)} organelles to ${folder}\nNext: mor inspect ${manifest}`,
});
