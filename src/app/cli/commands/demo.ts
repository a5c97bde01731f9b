import { demo, demoSpec } from "../../tasks/run/demo.ts";
import { type Command, defineCommand } from "../command.ts";
import { formatTraining } from "./train.ts";

export const demoCommand: Command = defineCommand({
  spec: demoSpec,
  task: demo,
  positionals: [],
  examples: [{ purpose: "make images, train on them and look at the report", line: "mor demo" }],
  print: (result) =>
    [
      formatTraining(result),
      `Why     ${result.explained.report}`,
      ["The same by hand:", ...result.commands.map((line) => `  ${line}`)].join("\n"),
    ].join("\n\n"),
});
