import { IconPhotoOff } from "@tabler/icons-react";
import { type ReactElement, useEffect, useState } from "react";
import type { PictureView } from "../../../src/app/protocol/image-api.ts";
import { previewAddress } from "./preview-address.ts";
import { storedSize } from "./stored-size.ts";
import styles from "./thumbnail.module.css";
import { type ThumbnailNews, type ThumbnailRequest, thumbnailKey } from "./thumbnail-batch.ts";
import { loadThumbnail } from "./thumbnail-loader.ts";
import { knownPreview, knownThumbnail } from "./thumbnail-memory.ts";
import { useDisplay } from "./use-display.ts";

interface ThumbnailProps {
  /** As in the table of images, or any file below the chosen folders. */
  readonly path: string;
  /** Greatest width and height on the page, in CSS pixels. */
  readonly size: number;
  /** As the display of all pictures is set by default. */
  readonly view?: PictureView | undefined;
  /** 8 x 8 grey values, shown until the picture is there; zeros are none. */
  readonly preview?: Uint8Array | undefined;
  /** Empty where the name stands beside it, which is the default. */
  readonly alt?: string;
}

/** A small picture of an image, square, in the middle; a sign in its place when the file cannot be read. */
export function Thumbnail({ path, size, view, preview, alt = "" }: ThumbnailProps): ReactElement {
  const [display] = useDisplay();
  const { address, preview: found = preview } = useThumbnail({
    path,
    size: storedSize(size),
    view: view ?? display,
  });
  return (
    <div className={styles.frame} style={{ width: size, height: size }}>
      {address === undefined && found && <Preview values={found} />}
      {address === null && <Missing size={size} page={(view ?? display).page} />}
      {address && <img className={styles.picture} src={address} alt={alt} draggable={false} />}
    </div>
  );
}

/** Of one page of a stack, nobody here knows whether the file has no such page or cannot be read. */
function Missing({ size, page }: { readonly size: number; readonly page: number | undefined }): ReactElement {
  if (page === undefined || size < 64) {
    const words = "This image cannot be read";
    return <IconPhotoOff size={Math.min(32, size / 2)} role="img" aria-label={words} />;
  }
  return (
    <span
      className={styles.missing}
      role="img"
      aria-label={`It has no page ${page + 1}, or it cannot be read`}
      data-words={`No page ${page + 1}`}
    />
  );
}

function Preview({ values }: { readonly values: Uint8Array }): ReactElement | null {
  const address = previewAddress(values);
  if (address === undefined) return null;
  return (
    <img className={styles.preview} src={address} alt="" decoding="sync" draggable={false} data-preview />
  );
}

interface Loaded {
  /** Null: the file cannot be read. */
  readonly address?: string | null;
  readonly preview?: Uint8Array;
}

/** The address of a picture once it is there; that of the last view of the same file until then, or a preview. */
function useThumbnail(request: ThumbnailRequest): Loaded {
  const { path } = request;
  const key = thumbnailKey(request);
  const [loaded, setLoaded] = useState<Loaded & { readonly path: string }>({ path });
  const take = (news: ThumbnailNews): void =>
    setLoaded((last) => {
      if ("address" in news) return { path, address: news.address };
      return last.path === path && last.address !== undefined ? last : { path, preview: news.preview };
    });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key says all of the request
  useEffect(() => loadThumbnail(request, take), [key]);
  const known = knownThumbnail(key);
  if (known !== undefined) return { address: known };
  if (loaded.path === path && (loaded.preview || loaded.address !== undefined)) return loaded;
  const preview = knownPreview(key)?.preview;
  return preview ? { preview } : {};
}
