import { useMemo } from "react";
import type { PageImage } from "../page-image.ts";
import { readShownImages, type ShownImages, tabShelf } from "./shown-images.ts";

/** The images that another page has chosen under this name, of all images; all of them without a name. */
export function useShownImages(
  name: string | null,
  images: readonly PageImage[],
): { readonly shown: ShownImages | undefined; readonly images: readonly PageImage[] } {
  const shown = useMemo(() => (name === null ? undefined : readShownImages(tabShelf(), name)), [name]);
  const left = useMemo(() => {
    if (name === null) return images;
    // Runs have paths in NFC, whatever the disk has.
    const paths = new Set(shown?.paths.map((path) => path.normalize("NFC")));
    return images.filter(({ path }) => paths.has(path.normalize("NFC")));
  }, [name, shown, images]);
  return { shown, images: left };
}
