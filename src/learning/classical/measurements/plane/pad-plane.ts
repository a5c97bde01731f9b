/** Adds a frame in which the outermost pixels go on. @returns [height + 2 frame, width + 2 frame] */
export function padPlane(values: Float32Array, height: number, width: number, frame: number): Float32Array {
  const stride = width + 2 * frame;
  const out = new Float32Array((height + 2 * frame) * stride);
  for (let y = 0; y < height + 2 * frame; y++) {
    const from = Math.max(0, Math.min(height - 1, y - frame)) * width;
    const to = y * stride;
    out.set(values.subarray(from, from + width), to + frame);
    out.fill(values[from] ?? 0, to, to + frame);
    out.fill(values[from + width - 1] ?? 0, to + frame + width, to + stride);
  }
  return out;
}
