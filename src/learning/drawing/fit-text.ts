/** Width of a text in px. */
export type Measure = (text: string) => number;

/**
 * A text in lines no wider than `width`: broken at spaces, and at line ends of its own. A word that is too wide, a file name
 * say, loses its middle to an ellipsis; what does not fit into `maxLines` ends in one.
 */
export function fitText(text: string, width: number, maxLines: number, measure: Measure): string[] {
  const lines = text
    .normalize("NFC")
    .split("\n")
    .flatMap((line) => wrap(line, width, measure));
  if (lines.length <= maxLines) return lines;
  const kept = lines.slice(0, maxLines);
  const last = kept[maxLines - 1];
  if (last !== undefined) kept[maxLines - 1] = shortenEnd(last, width, measure);
  return kept;
}

/** The text with an ellipsis in its middle, as long as `width` allows; at least the ellipsis. */
export function shortenMiddle(text: string, width: number, measure: Measure): string {
  if (measure(text) <= width) return text;
  const characters = [...text];
  let [fits, tooLong] = [0, characters.length];
  while (tooLong - fits > 1) {
    const count = (fits + tooLong) >> 1;
    if (measure(withoutMiddle(characters, count)) <= width) fits = count;
    else tooLong = count;
  }
  return withoutMiddle(characters, fits);
}

/** `count` characters, the end one longer than the beginning where they differ: names differ at their ends. */
function withoutMiddle(characters: readonly string[], count: number): string {
  const head = count >> 1;
  const tail = count - head;
  return `${characters.slice(0, head).join("")}…${tail === 0 ? "" : characters.slice(-tail).join("")}`;
}

function wrap(line: string, width: number, measure: Measure): string[] {
  const lines: string[] = [];
  let current = "";
  for (const word of line.split(" ").filter((part) => part !== "")) {
    const longer = current === "" ? word : `${current} ${word}`;
    if (measure(longer) <= width) {
      current = longer;
      continue;
    }
    if (current !== "") lines.push(current);
    current = shortenMiddle(word, width, measure);
  }
  return [...lines, current];
}

function shortenEnd(line: string, width: number, measure: Measure): string {
  const characters = [...line];
  while (characters.length > 0 && measure(`${characters.join("")}…`) > width) characters.pop();
  return `${characters.join("")}…`;
}
