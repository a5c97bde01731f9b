import { IconPhotoOff } from "@tabler/icons-react";
import { type ReactElement, useEffect, useRef, useState } from "react";
import type { PictureView } from "../../../src/app/protocol/image-api.ts";
import { fileUrl } from "../api/client.ts";
import styles from "./thumbnail.module.css";

interface ThumbnailProps {
  /** As in the table of images, or any file below the chosen folders. */
  readonly path: string;
  /** Greatest width and height on the page, in CSS pixels. */
  readonly size: number;
  readonly view?: PictureView | undefined;
  /** Empty where the name stands beside it, which is the default. */
  readonly alt?: string;
}

/** A small picture of an image, square, in the middle; a sign in its place when the file cannot be read. */
export function Thumbnail({ path, size, view, alt = "" }: ThumbnailProps): ReactElement {
  const source = fileUrl("images/thumbnail", { path, size: storedSize(size), ...view });
  const [broken, setBroken] = useState<string>();
  const element = useRef<HTMLImageElement>(null);
  useEffect(() => {
    const image = element.current;
    if (image && !image.hasAttribute("src")) image.src = image.dataset["source"] ?? "";
    // A picture that has left the page is no longer fetched.
    return () => image?.removeAttribute("src");
  }, []);
  return (
    <div className={styles["frame"]} style={{ width: size, height: size }}>
      {broken === source ? (
        <IconPhotoOff size={Math.min(32, size / 2)} role="img" aria-label="This image cannot be read" />
      ) : (
        <img
          ref={element}
          className={styles["picture"]}
          src={source}
          data-source={source}
          alt={alt}
          decoding="async"
          draggable={false}
          onError={() => setBroken(source)}
        />
      )}
    </div>
  );
}

/** Few sizes are kept by the server, so that the same picture serves many places. */
function storedSize(size: number): number {
  const pixels = size * Math.min(2, window.devicePixelRatio);
  return pixels <= 128 ? 128 : pixels <= 256 ? 256 : 512;
}
