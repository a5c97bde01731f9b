/** Pictures that are kept for when one scrolls back; a few kilobytes each. */
const mostPictures = 4000;
/** A hundred bytes each. */
const mostPreviews = 40_000;

const addresses = new Map<string, string | null>();
const previews = new Map<string, { readonly preview: Uint8Array; readonly at: number }>();

/** The address of a picture that was fetched before; null: it cannot be drawn. */
export function knownThumbnail(key: string): string | null | undefined {
  return addresses.get(key);
}

export function rememberThumbnail(key: string, address: string | null): void {
  remember(addresses, key, address, mostPictures);
}

/** What stood in for a picture that was not drawn, and when that was. */
export function knownPreview(key: string): { readonly preview: Uint8Array; readonly at: number } | undefined {
  return previews.get(key);
}

export function rememberPreview(key: string, preview: Uint8Array, at: number): void {
  remember(previews, key, { preview, at }, mostPreviews);
}

/** A map keeps the order of insertion: the first is the one that was used longest ago. */
function remember<Value>(map: Map<string, Value>, key: string, value: Value, most: number): void {
  map.delete(key);
  map.set(key, value);
  for (const oldest of map.keys()) {
    if (map.size <= most) return;
    map.delete(oldest);
  }
}
