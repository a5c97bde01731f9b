import { makeTiles, type TilesResult, tilesSpec } from "../../tasks/data/tiles.ts";
import { type Command, defineCommand } from "../command.ts";
import { formatWarnings } from "../terminal/dataset-text.ts";
import { formatCount } from "../terminal/progress-line.ts";

export const tilesCommand: Command = defineCommand({
  spec: tilesSpec,
  task: makeTiles,
  positionals: ["data"],
  examples: [
    { purpose: "cut 8:1:1 and write the tiles of every image", line: "mor tiles leaf --out leaf-tiles" },
    {
      purpose: "the tiles of a partition that was made before",
      line: "mor tiles leaf/manifest.csv --out leaf-tiles --format tiff",
    },
  ],
  print: formatTiles,
});

function formatTiles({ images, tiles, perPart, out, broken, warnings }: TilesResult): string {
  const parts = `train ${formatCount(perPart.train)}, val ${formatCount(perPart.val)}, test ${formatCount(perPart.test)}`;
  const headline = `Wrote ${formatCount(tiles)} tiles of ${formatCount(images)} images to ${out} (${parts})`;
  return [headline, ...formatWarnings(warnings, broken)].join("\n\n");
}
