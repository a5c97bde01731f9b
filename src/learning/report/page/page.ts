import { type Html, type HtmlValue, html, toMarkup, trustMarkup } from "./html.ts";
import { styles } from "./styles.ts";

export interface Section {
  /** Anchor within the page. */
  readonly id: string;
  readonly title: string;
  readonly body: Html;
}

/**
 * The whole document. The content security policy forbids scripts and every request: pictures come from `data:` URIs,
 * styles from the page itself.
 *
 * @param extraStyles added to the style sheet; CSS of this program, never of data.
 */
export function renderPage(
  title: string,
  header: Html,
  sections: readonly Section[],
  footer: Html,
  extraStyles: string = "",
): string {
  const contents = sections.map(({ id, title: name }) => html`<li><a href="#${id}">${name}</a></li>`);
  const document = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${trustMarkup(styles + extraStyles)}</style>
</head>
<body>
<header class="page-head">${header}</header>
<nav aria-label="Contents"><ol>${contents}</ol></nav>
<main>
${sections.map(renderSection)}</main>
<footer>${footer}</footer>
</body>
</html>
`;
  return toMarkup(document);
}

/** A numbered figure: its title in bold, then what the reader must know to read it. */
export function renderFigure(title: string, caption: HtmlValue, body: HtmlValue): Html {
  return html`<figure>
<div class="figure-body">${body}</div>
<figcaption><b class="numbered figure-number">${title}.</b> ${caption}</figcaption>
</figure>
`;
}

/** A drawing that keeps its size and scrolls sideways where the page is narrower. */
export function renderWide(label: string, drawing: Html): Html {
  return html`<div class="wide" tabindex="0" role="group" aria-label="${label}">${drawing}</div>`;
}

/** A numbered table; the first column heads its rows. */
export function renderTable(
  title: string,
  caption: HtmlValue,
  columns: readonly HtmlValue[],
  rows: readonly (readonly HtmlValue[])[],
): Html {
  const heads = columns.map((column) => html`<th scope="col">${column}</th>`);
  return html`<div class="wide" tabindex="0" role="group" aria-label="${title}"><table>
<caption><b class="numbered table-number">${title}.</b> ${caption}</caption>
<thead><tr>${heads}</tr></thead>
<tbody>
${rows.map(renderRow)}</tbody>
</table></div>
`;
}

/** Terms and what is said of them; values without a term do not exist, so `null` values are left out. */
export function renderTerms(terms: readonly (readonly [term: string, value: HtmlValue])[]): Html {
  const known = terms.filter(([, value]) => value !== null && value !== undefined);
  return html`<dl>${known.map(([term, value]) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`)}</dl>
`;
}

function renderSection({ id, title, body }: Section): Html {
  return html`<section id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title">${title}</h2>
${body}</section>
`;
}

function renderRow(cells: readonly HtmlValue[]): Html {
  const [head, ...rest] = cells;
  return html`<tr><th scope="row">${head}</th>${rest.map((cell) => html`<td>${cell}</td>`)}</tr>
`;
}
