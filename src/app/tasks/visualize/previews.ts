import { encodePicture, rasterize } from "../../../data/images/picture/rasterize.ts";

/** Widest preview, the one that is tried first, and the narrowest that is still worth a look. */
const [widest, first, narrowest] = [1500, 800, 300];
/** Of all previews of a report, as text. */
const mostBytes = 3e6;

/**
 * Figures as small pictures for a report: `data:image/jpeg;base64,` addresses, together at most 3 MB unless there are
 * hundreds, and as large as that allows.
 * @param figures the bytes of PNG files.
 */
export async function previewsOf(figures: readonly Uint8Array[]): Promise<string[]> {
  for (let width = first, tries = 1; ; tries++) {
    const found = await Promise.all(figures.map((png) => previewOf(png, width)));
    const room =
      mostBytes /
      Math.max(
        1,
        found.reduce((sum, { length }) => sum + length, 0),
      );
    // Bytes grow somewhat slower than the area.
    const next = Math.min(widest, Math.max(narrowest, Math.floor(0.97 * width * Math.sqrt(room))));
    const good = room >= 1 && (tries > 1 || next < 1.15 * width);
    if (good || next === width) return found;
    width = next;
  }
}

async function previewOf(png: Uint8Array, widestPreview: number): Promise<string> {
  const { width, height } = sizeOfPng(png);
  const shrink = Math.min(1, widestPreview / width);
  const size = `width="${Math.round(width * shrink)}" height="${Math.max(1, Math.round(height * shrink))}"`;
  const address = `data:image/png;base64,${Buffer.from(png).toString("base64")}`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" ${size}><image ${size} preserveAspectRatio="none" href="${address}"/></svg>`;
  const bytes = await encodePicture(await rasterize(svg), "jpeg");
  return `data:image/jpeg;base64,${Buffer.from(bytes).toString("base64")}`;
}

/** From the header chunk, which is always the first. */
function sizeOfPng(png: Uint8Array): { readonly width: number; readonly height: number } {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  return { width: view.getUint32(16), height: view.getUint32(20) };
}
