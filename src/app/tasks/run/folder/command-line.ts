/** The command that a spec stands for, quoted for a shell. Options that are off, or decide nothing, are left out. */
export function commandLine(command: string, spec: Readonly<Record<string, unknown>>): string {
  const { data, resume, force, ...options } = spec;
  const words = Object.entries(options).flatMap(([key, value]) => {
    const flag = `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    if (value === true) return [flag];
    return typeof value === "string" || typeof value === "number" ? [flag, quote(String(value))] : [];
  });
  return ["mor", command, ...(typeof data === "string" ? [quote(data)] : []), ...words].join(" ");
}

function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
