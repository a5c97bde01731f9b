/**
 * The report of a study without its links to the reports of single runs: they lead to files beside it, which an address of the
 * server has not. What they enclose stays.
 */
export function withoutRunLinks(html: string): string {
  const kept: string[] = [];
  let from = 0; // what lies before is kept or left out
  let at = 0;
  for (;;) {
    const start = html.indexOf(opening, at);
    const quote = start < 0 ? -1 : html.indexOf('"', start + opening.length);
    if (quote < 0) break;
    at = start + opening.length;
    if (html[quote + 1] !== ">") continue;
    const end = html.indexOf(closing, quote + 2);
    if (end < 0) break;
    kept.push(html.slice(from, start), html.slice(quote + 2, end));
    from = end + closing.length;
    at = from;
  }
  return kept.join("") + html.slice(from);
}

const opening = '<a href="runs/';
const closing = "</a>";
