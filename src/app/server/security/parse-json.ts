import { MorError } from "../../../errors.ts";

/** What a handler is asked, before its schema has seen it. */
export type Input = Readonly<Record<string, unknown>>;

const mostLevels = 32;

/** An input as it was sent. @throws MorError `usage` for what is no object of JSON, or has more than 32 levels. */
export function parseJson(text: string): Input {
  if (isDeeperThan(text, mostLevels)) {
    throw new MorError("usage", `Expected an input of at most ${mostLevels} levels, got more.`, {
      hint: "Give lists and objects that lie less deep in one another.",
    });
  }
  const value = readJson(text);
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  throw new MorError("usage", "Expected an input that is a JSON object, got something else.", {
    hint: 'Send an object such as {"run": "leaf"}, or {} for a question without input.',
  });
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * Whether lists and objects lie in each other more often, told before the text is parsed: that alone takes seconds for
 * millions of brackets, and what works through them would run out of stack.
 */
function isDeeperThan(text: string, levels: number): boolean {
  let level = 0;
  let isText = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (isText) {
      if (code === codes.backslash) at++;
      else if (code === codes.quote) isText = false;
    } else if (code === codes.quote) isText = true;
    else if (code === codes.openList || code === codes.openObject) {
      if (++level > levels) return true;
    } else if (code === codes.closeList || code === codes.closeObject) level--;
  }
  return false;
}

const codes = {
  quote: 0x22,
  backslash: 0x5c,
  openList: 0x5b,
  closeList: 0x5d,
  openObject: 0x7b,
  closeObject: 0x7d,
} as const;
