/** Paints words for a terminal, or leaves them alone. */
export type Paint = (text: string, style: "red" | "yellow" | "cyan" | "bold" | "dim") => string;

const codes = { red: [31, 39], yellow: [33, 39], cyan: [36, 39], bold: [1, 22], dim: [2, 22] } as const;

/** A painter that paints only when `enabled`. */
export function createPaint(enabled: boolean): Paint {
  if (!enabled) return (text) => text;
  return (text, style) => `\u001b[${codes[style][0]}m${text}\u001b[${codes[style][1]}m`;
}

/** Whether a stream wants colours: a terminal that is not dumb, unless `--no-color` or NO_COLOR (no-color.org). */
export function wantsColor(
  isTerminal: boolean,
  environment: Readonly<Record<string, string | undefined>>,
  allowed: boolean,
): boolean {
  return isTerminal && allowed && !environment.NO_COLOR && environment.TERM !== "dumb";
}
