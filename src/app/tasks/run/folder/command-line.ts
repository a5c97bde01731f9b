/**
 * The command that a spec stands for, quoted for a shell. Options that are off, or decide nothing, are left out. The
 * values of `positionals` stand before all options, without their names; a list among them takes a word for each.
 */
export function commandLine(
  command: string,
  spec: Readonly<Record<string, unknown>>,
  positionals: readonly string[] = ["data"],
): string {
  const { resume, force, ...options } = spec;
  const operands = positionals.flatMap((key) => wordsOf(options[key]));
  const words = Object.entries(options).flatMap(([key, value]) => {
    if (positionals.includes(key)) return [];
    const flag = `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    if (value === true) return [flag];
    return wordsOf(value).flatMap((word) => [flag, word]);
  });
  return ["mor", command, ...operands, ...words].join(" ");
}

function wordsOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(wordsOf);
  return typeof value === "string" || typeof value === "number" ? [quote(String(value))] : [];
}

function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
