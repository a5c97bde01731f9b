/** Few sizes are kept by the server, so that the same picture serves many places. */
export function storedSize(size: number): number {
  const pixels = size * Math.min(2, window.devicePixelRatio);
  return pixels <= 128 ? 128 : pixels <= 256 ? 256 : 512;
}
