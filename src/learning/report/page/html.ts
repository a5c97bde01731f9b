const trusted: unique symbol = Symbol("trusted markup");

/** Markup that is safe to print as it is. Only this module makes it, and no data can pretend to be it. */
export interface Html {
  readonly [trusted]: string;
}

/** What may stand in a template; `null`, `undefined` and `false` print nothing. */
export type HtmlValue = Html | string | number | null | undefined | false | readonly HtmlValue[];

/** A template whose values are escaped unless they are `Html` themselves; good for text and quoted attributes. */
export function html(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  const parts = strings.map((text, index) => text + printValue(values[index]));
  return trustMarkup(parts.join(""));
}

/** Vouches for markup that was made elsewhere: the caller has escaped what came from data. */
export function trustMarkup(markup: string): Html {
  return { [trusted]: markup };
}

export function toMarkup(fragment: Html): string {
  return fragment[trusted];
}

/**
 * Escapes text for element content and quoted attributes of HTML and SVG. Control characters, lone surrogates and
 * characters that reverse the reading direction become U+FFFD, so that a file name cannot disguise itself.
 */
export function escapeMarkup(text: string): string {
  return text.replace(unprintable, "\ufffd").replace(/[&<>"']/g, (character) => entities[character] ?? "");
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

const unprintable = /(?![\t\n])[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/gu;

function printValue(value: HtmlValue): string {
  if (value === null || value === undefined || value === false) return "";
  if (typeof value === "string") return escapeMarkup(value);
  if (typeof value === "number") return String(value);
  if (isList(value)) return value.map(printValue).join("");
  return toMarkup(value);
}

function isList(value: Html | readonly HtmlValue[]): value is readonly HtmlValue[] {
  return Array.isArray(value);
}
