let loading: Promise<typeof import("sharp").default> | undefined;

/** sharp, loaded on first use: it takes longer than all else that reads a PNG or a plain TIFF. */
export function loadSharp(): Promise<typeof import("sharp").default> {
  loading ??= import("sharp").then(({ default: sharp }) => {
    // Files are read once: a cache would only hold memory, and parallel work is over images, not within them.
    sharp.cache(false);
    sharp.concurrency(1);
    return sharp;
  });
  return loading;
}
