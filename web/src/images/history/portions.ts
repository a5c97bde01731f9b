/** A request has room for some ten thousand paths. */
const atOnce = 5000;

/** A list in pieces that fit into a request, with the word that makes them one change when there are several. */
export function portions<Item>(
  items: readonly Item[],
  makeWord: () => string = () => crypto.randomUUID(),
): readonly { readonly part: readonly Item[]; readonly join?: string }[] {
  if (items.length <= atOnce) return items.length === 0 ? [] : [{ part: items }];
  const join = makeWord();
  return Array.from({ length: Math.ceil(items.length / atOnce) }, (_, at) => ({
    part: items.slice(atOnce * at, atOnce * (at + 1)),
    join,
  }));
}
