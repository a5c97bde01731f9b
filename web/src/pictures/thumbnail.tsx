import { Box } from "@mantine/core";
import { IconPhotoOff } from "@tabler/icons-react";
import { type ReactElement, useEffect, useRef, useState } from "react";
import type { PictureView } from "../../../src/app/protocol/image-api.ts";
import { fileUrl } from "../api/client.ts";

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
export function Thumbnail({ path, size, view = {}, alt = "" }: ThumbnailProps): ReactElement {
  const source = fileUrl("images/thumbnail", { path, size: storedSize(size), ...view });
  const [broken, setBroken] = useState<string>();
  const element = useRef<HTMLImageElement>(null);
  useEffect(() => {
    const image = element.current;
    // A picture that has left the page is no longer fetched.
    return () => image?.removeAttribute("src");
  }, []);
  const isBroken = broken === source;
  return (
    <Box
      style={{ width: size, height: size, display: "grid", placeItems: "center", overflow: "hidden" }}
      bg="var(--mantine-color-default-hover)"
    >
      {isBroken ? (
        <IconPhotoOff
          size={Math.min(32, size / 2)}
          color="var(--mantine-color-dimmed)"
          role="img"
          aria-label="This image cannot be read"
        />
      ) : (
        <img
          ref={element}
          src={source}
          alt={alt}
          decoding="async"
          draggable={false}
          onError={() => setBroken(source)}
          style={{ maxWidth: "100%", maxHeight: "100%", width: "100%", height: "100%", objectFit: "contain" }}
        />
      )}
    </Box>
  );
}

/** Few sizes are kept by the server, so that the same picture serves many places. */
export function storedSize(size: number): number {
  const pixels = size * Math.min(2, globalThis.devicePixelRatio ?? 1);
  return pixels <= 128 ? 128 : pixels <= 256 ? 256 : 512;
}
