import { Command as Commander, CommanderError, Option } from "commander";
import { MorError } from "../../errors.ts";
import { nearest } from "../tasks/nearest.ts";
import type { SpecField } from "../tasks/spec.ts";
import { type Command, flagOf, type GivenValues, metavarOf } from "./command.ts";

/** One line of the table of commands; `load` is called for the chosen command alone. */
export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  readonly load: () => Promise<Command>;
}

/** Options of every command. */
interface GlobalOptions {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly debug: boolean;
  readonly color: boolean;
  readonly config?: string;
}

/** What the words of a command line ask for. */
export type Request =
  | { readonly kind: "text"; readonly text: string }
  | {
      readonly kind: "run";
      readonly command: Command;
      readonly line: GivenValues["line"];
      readonly options: GlobalOptions;
    };

/** Understands a command line; `words` come after the program's name.
 * @throws MorError `usage` for unknown commands and options, missing values and missing commands. */
export async function readCommandLine(
  words: readonly string[],
  entries: readonly CommandEntry[],
  version: string,
): Promise<Request> {
  const names = entries.map((entry) => entry.name);
  const operands = findOperands(words);
  const chosen = operands[0] === "help" ? operands[1] : operands[0];
  if (chosen !== undefined && chosen !== "help" && !names.includes(chosen))
    throw unknownCommand(chosen, names);

  let written = "";
  let request: Request | undefined;
  const program = createProgram(version, (text) => {
    written += text;
  });
  for (const entry of entries) {
    const stub = program.command(entry.name).summary(entry.summary).description(entry.summary);
    if (entry.name !== chosen) continue;
    const command = await entry.load();
    describeCommand(stub, command);
    stub.action(() => {
      const line = readLine(stub, command);
      request = { kind: "run", command, line, options: program.opts<GlobalOptions>() };
    });
  }
  try {
    await program.parseAsync(words, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return { kind: "text", text: written };
    throw usageError(error);
  }
  if (request === undefined) throw new TypeError("Commander ran no command and reported no error.");
  return request;
}

const globalOptions: readonly Option[] = [
  new Option("--json", "print the result as one JSON document on stdout"),
  new Option("--config <FILE>", "read options from a YAML file: learningRate: 0.001; the command line wins"),
  new Option("--quiet", "show no progress on stderr, only warnings and errors"),
  new Option("--debug", "show where in the code an error comes from"),
  new Option("--no-color", "use no colours (as does the environment variable NO_COLOR)"),
];

function createProgram(version: string, write: (text: string) => void): Commander {
  const program = new Commander("mor")
    .description("Classify microscope images by the shape of their organelles.")
    .usage("COMMAND [options]")
    .version(version, "--version", "print the version")
    .helpOption("-h, --help", "show this help")
    .helpCommand("help [COMMAND]", "show the help of a command")
    .exitOverride()
    .configureOutput({ writeOut: write, writeErr: write })
    .configureHelp({
      showGlobalOptions: true,
      subcommandTerm: (command) => command.name(),
      visibleGlobalOptions: (command) => (command.parent === null ? [] : [...globalOptions]),
    })
    .addHelpText("after", '\nAdd --help to a command for its options and examples: "mor train --help".');
  for (const option of globalOptions) program.addOption(option);
  return program;
}

/** The words that are no options and no values of global options that come before the command. */
function findOperands(words: readonly string[]): string[] {
  return words.filter((word, at) => !word.startsWith("-") && words[at - 1] !== "--config");
}

function describeCommand(stub: Commander, command: Command): void {
  const { positionals } = command;
  for (const field of positionals) {
    // Optional for the parser: the configuration file may hold them too, and the spec says what is missing.
    const metavar = metavarOf(field);
    stub.argument(field.kind === "list" ? `[${metavar}...]` : `[${metavar}]`, helpOf(field));
  }
  for (const field of command.fields) {
    if (!positionals.includes(field)) stub.addOption(optionOf(field));
  }
  const operands = positionals.map((field) => {
    const metavar = field.kind === "list" ? `${metavarOf(field)}...` : metavarOf(field);
    return field.required ? metavar : `[${metavar}]`;
  });
  const examples = command.examples.map(({ purpose, line }) => `  # ${purpose}\n  ${line}`);
  stub
    .usage([...operands, "[options]"].join(" "))
    .addHelpText("after", `\nExamples:\n${examples.join("\n")}`);
}

function optionOf(field: SpecField): Option {
  const flag = flagOf(field.key);
  if (field.kind === "flag") {
    return new Option(field.default === true ? flag.replace("--", "--no-") : flag, helpOf(field));
  }
  const fallback = field.kind === "number" ? "N" : "VALUE";
  const metavar = field.metavar ?? (field.choices.length > 0 ? field.choices.join("|") : fallback);
  const option = new Option(`${flag} <${metavar}>`, helpOf(field));
  if (field.kind === "list") {
    option.argParser((value: string, before: readonly string[] | undefined) => [...(before ?? []), value]);
  } else if (field.kind === "number" || field.mixed) {
    option.argParser(numberOrText);
  }
  return option;
}

/** `Side of an image (px, default: 512)`. */
function helpOf(field: SpecField): string {
  const facts: string[] = [];
  if (field.unit !== undefined) facts.push(field.unit);
  if (field.default !== undefined && field.kind !== "flag") {
    const text = Array.isArray(field.default) ? field.default.join(", ") : String(field.default);
    if (text !== "") facts.push(`default: ${text}`);
  }
  if (field.required) facts.push("required");
  if (field.kind === "list") facts.push("may be repeated");
  return facts.length === 0 ? field.description : `${field.description} (${facts.join(", ")})`;
}

/** What is no number stays text, so that the spec can name it in its complaint. */
function numberOrText(text: string): number | string {
  const value = Number(text);
  return text.trim() === "" || Number.isNaN(value) ? text : value;
}

function readLine(stub: Commander, command: Command): Readonly<Record<string, unknown>> {
  const line: Record<string, unknown> = {};
  for (const { key } of command.fields) {
    if (stub.getOptionValueSource(key) === "cli") line[key] = stub.getOptionValue(key);
  }
  command.positionals.forEach((field, at) => {
    const words = field.kind === "list" ? stub.args.slice(at) : stub.args[at];
    if (words !== undefined && words.length > 0) line[field.key] = words;
  });
  return line;
}

function unknownCommand(word: string, names: readonly string[]): MorError {
  const meant = nearest(word, names);
  const hint = meant === undefined ? `Commands: ${names.join(", ")}.` : `Did you mean "mor ${meant}"?`;
  return new MorError("usage", `Expected a command, got "${word}".`, { hint });
}

/** Commander writes `error: unknown option '--sed'\n(Did you mean --seed?)`. */
function usageError(error: CommanderError): MorError {
  if (error.code === "commander.help") {
    return new MorError("usage", "Expected a command, got nothing.", {
      hint: 'Type "mor --help" to see the commands.',
    });
  }
  const [first = "", suggestion] = error.message.replace(/^error: /, "").split("\n");
  const message = `${first.charAt(0).toUpperCase()}${first.slice(1).replace(/\.$/, "")}.`;
  const hint = suggestion?.replace(/^\((.*)\)$/, "$1") ?? "Add --help to see the options.";
  return new MorError("usage", message, { hint, cause: error });
}
