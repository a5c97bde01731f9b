import { makePhantoms, phantomsSpec } from "../../tasks/phantoms.ts";
import { type Command, defineCommand } from "../command.ts";

export const phantomsCommand: Command = defineCommand({
  spec: phantomsSpec,
  task: makePhantoms,
  positionals: ["out"],
  examples: [
    { purpose: "240 images from 8 plants per class", line: "mor phantoms leaf" },
    {
      purpose: "more and larger images, 16 bits deep",
      line: "mor phantoms leaf --images-per-class 300 --plants 20 --size 256 --bit-depth 16 --format tiff",
    },
  ],
  print: ({ folder, images }) => `Wrote ${images} images to ${folder}.`,
});
