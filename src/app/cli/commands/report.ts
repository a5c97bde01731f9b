import { report, reportSpec } from "../../tasks/run/report.ts";
import { type Command, defineCommand } from "../command.ts";

export const reportCommand: Command = defineCommand({
  spec: reportSpec,
  task: report,
  positionals: ["run"],
  examples: [{ purpose: "write the report of a finished run anew", line: "mor report runs/leaf" }],
  print: ({ report: file }) => `Wrote ${file}`,
});
