/** What the library and the command line call options of training, and what the page calls them. */
const names: Readonly<Record<string, string>> = {
  assigned: "Partition that the images have",
  allowLeak: "Accept a group in several parts",
  maxBroken: "Share of broken images",
  skipDuplicates: "Do not look for duplicates",
  byPattern: "Pattern of the group",
};

/** A message without the option names of the library, "(assigned: ignore)", or of the command line, "--max-broken". */
export function pageWords(message: string): string {
  return message
    .replace(/\((\w+)(: \w+)?\)/g, (whole, key: string) =>
      names[key] === undefined ? whole : `(option “${names[key]}”)`,
    )
    .replace(/--([a-z]+(?:-[a-z]+)*)/g, (whole, flag: string) => {
      const key = flag.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
      return names[key] === undefined ? whole : `the option “${names[key]}”`;
    })
    .replace(/clusters \(groups or images\)/g, "groups or images")
    .replace(/\bAll rows agree\b/g, "All agree")
    .replace(/^(Per (group|tile): .*\bonly \d+) rows\b/, "$1 $2s")
    .replace(/\bonly (\d+) rows\b/g, "only $1 images")
    .replace(/\bno rows to score\b/g, "no images to score")
    .replace(
      /\bboth rows of its own and rows of another class\b/g,
      "both images of its own and of another class",
    );
}
