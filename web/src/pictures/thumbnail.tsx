import { IconPhotoOff } from "@tabler/icons-react";
import { type ReactElement, useEffect, useState } from "react";
import type { PictureView } from "../../../src/app/protocol/image-api.ts";
import { storedSize } from "./stored-size.ts";
import styles from "./thumbnail.module.css";
import { knownThumbnail, loadThumbnail, type ThumbnailRequest, thumbnailKey } from "./thumbnail-loader.ts";
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
  const address = useThumbnail({ path, size: storedSize(size), view: view ?? display });
  return (
    <div className={styles.frame} style={{ width: size, height: size }}>
      {address === undefined && preview?.some((value) => value > 0) && <Preview values={preview} />}
      {address === null && (
        <IconPhotoOff size={Math.min(32, size / 2)} role="img" aria-label="This image cannot be read" />
      )}
      {address && <img className={styles.picture} src={address} alt={alt} draggable={false} />}
    </div>
  );
}

function Preview({ values }: { readonly values: Uint8Array }): ReactElement {
  const draw = (canvas: HTMLCanvasElement | null): void => {
    const context = canvas?.getContext("2d");
    if (!context || values.length !== 64) return;
    const pixels = context.createImageData(8, 8);
    for (const [place, value] of values.entries()) pixels.data.set([value, value, value, 255], 4 * place);
    context.putImageData(pixels, 0, 0);
  };
  return <canvas ref={draw} width={8} height={8} className={styles.preview} aria-hidden />;
}

/** The address of a picture once it is there; that of the last view of the same file until then. */
function useThumbnail(request: ThumbnailRequest): string | null | undefined {
  const { path } = request;
  const key = thumbnailKey(request);
  const [loaded, setLoaded] = useState<{ readonly path: string; readonly address: string | null }>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key says all of the request
  useEffect(() => loadThumbnail(request, (address) => setLoaded({ path, address })), [key]);
  const known = knownThumbnail(key);
  if (known !== undefined) return known;
  return loaded?.path === path ? loaded.address : undefined;
}
