/**
 * The report of a study without its links to the reports of single runs: they lead to files beside it, which an address of the
 * server has not. What they enclose stays.
 */
export function withoutRunLinks(html: string): string {
  return html.replace(/<a href="runs\/[^"]*">([\s\S]*?)<\/a>/g, "$1");
}
