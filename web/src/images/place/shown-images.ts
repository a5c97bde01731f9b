/** Images that another page has chosen to be shown in the grid. */
export interface ShownImages {
  readonly paths: readonly string[];
  /** Behind "37 images ", such as "chosen on the map of first". */
  readonly title: string;
}

/** Where they lie: of the tab, so that a reload finds them again. */
export type Shelf = Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">;

const prefix = "mor-shown-images ";
/** The last few, for who goes back. */
const mostKept = 5;

/** What the tab has no room for is known until it is reloaded. */
const tooLarge = new Map<string, ShownImages>();

/** Opens the images page with these alone, in a place of its own to go back from. */
export function showImages(images: ShownImages): void {
  const name = keepShownImages(images, tabShelf(), Date.now().toString(36));
  window.location.hash = `/images?shown=${name}`;
}

/** The storage of the tab; one without any room where the browser forbids it, which even naming it can refuse. */
export function tabShelf(storage: () => Shelf = () => window.sessionStorage): Shelf {
  try {
    return storage();
  } catch {
    return forbidden;
  }
}

const forbidden: Shelf = {
  length: 0,
  key: () => null,
  getItem: () => null,
  removeItem() {},
  setItem() {
    throw new DOMException("No storage", "QuotaExceededError");
  },
};

/** Keeps images, each once, under a name, beside the last few others; the name. Later names sort after earlier ones. */
export function keepShownImages({ paths, title }: ShownImages, shelf: Shelf, name: string): string {
  const images: ShownImages = { paths: [...new Set(paths)], title };
  const others = Array.from({ length: shelf.length }, (_, at) => shelf.key(at) ?? "")
    .filter((key) => key.startsWith(prefix))
    .sort();
  const text = JSON.stringify(images);
  for (let kept = mostKept - 1; kept >= 0; kept--) {
    for (const key of others.splice(0, Math.max(0, others.length - kept))) shelf.removeItem(key);
    try {
      shelf.setItem(prefix + name, text);
      return name;
    } catch {
      // Full: older ones make room.
    }
  }
  tooLarge.set(name, images);
  return name;
}

/** The images of that name; undefined in another tab, and for what is none. */
export function readShownImages(shelf: Shelf, name: string): ShownImages | undefined {
  const found = tooLarge.get(name);
  if (found !== undefined) return found;
  try {
    const value: unknown = JSON.parse(shelf.getItem(prefix + name) ?? "null");
    return isShownImages(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isShownImages(value: unknown): value is ShownImages {
  return (
    typeof value === "object" &&
    value !== null &&
    "title" in value &&
    typeof value.title === "string" &&
    "paths" in value &&
    Array.isArray(value.paths) &&
    value.paths.every((path) => typeof path === "string")
  );
}
