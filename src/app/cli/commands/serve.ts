import { serve } from "../../server/serve.ts";
import { serveSpec } from "../../server/serve-spec.ts";
import { type Command, defineCommand } from "../command.ts";

export const serveCommand: Command = defineCommand({
  spec: serveSpec,
  task: serve,
  positionals: ["workspace"],
  examples: [
    { purpose: "a study in the folder leaf, in a browser of this machine", line: "mor serve leaf" },
    { purpose: "with images on another disk", line: "mor serve leaf --browse /mnt/microscope" },
    {
      purpose: "on a machine without a screen: reach it with ssh -L 7411:localhost:7411",
      line: "mor serve leaf --port 7411 --no-open",
    },
  ],
  print: ({ interrupted }) => {
    if (interrupted === 0) return "Ended; nothing was running.";
    const jobs = interrupted === 1 ? "1 job was" : `${interrupted} jobs were`;
    return `Ended; ${jobs} kept as interrupted and can go on from the page after the next start.`;
  },
});
