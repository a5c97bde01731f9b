import { inspectData, inspectSpec } from "../../tasks/data/inspect.ts";
import { type Command, defineCommand } from "../command.ts";
import { formatInspection } from "../terminal/inspect-text.ts";

export const inspectCommand: Command = defineCommand({
  spec: inspectSpec,
  task: inspectData,
  positionals: ["data"],
  examples: [
    { purpose: "look at a folder with one subfolder per class", line: "mor inspect leaf" },
    { purpose: "count plants as groups", line: "mor inspect leaf --by-pattern 'plant-(\\d+)'" },
    { purpose: "the same as JSON, quickly", line: "mor inspect leaf --sample 5 --skip-duplicates --json" },
  ],
  print: formatInspection,
});
