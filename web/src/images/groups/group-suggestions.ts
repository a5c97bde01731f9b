/** Patterns that fit many microscopes' file names, in plain words. */
export const groupSuggestions: readonly { readonly words: string; readonly pattern: string }[] = [
  { words: "Up to the last _", pattern: "([^/]+)_[^_/]*$" },
  { words: "Up to the first _", pattern: "([^/_]+)_[^/]*$" },
  { words: "The folder", pattern: "([^/]+)/[^/]+$" },
  { words: "plant and a number", pattern: "(?:plant|p)[-_ ]?(?<group>\\d+)" },
  { words: "Without the last number", pattern: "([^/]*?)[-_ ]?\\d+\\.[^./]+$" },
];
