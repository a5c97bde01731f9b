import { encodePicture, rasterize } from "../../../data/images/rasterize.ts";

/** Widest preview, and the narrowest that is still worth a look. */
const [widest, narrowest] = [1500, 350];
/** Of all previews of a report, as text. */
const mostBytes = 3e6;

/**
 * Figures as small pictures for a report: `data:image/jpeg;base64,` addresses, together at most 3 MB unless there are
 * hundreds.
 * @param figures the bytes of PNG files.
 */
export async function previewsOf(figures: readonly Uint8Array[]): Promise<string[]> {
  for (let width = widest; ; width *= 0.8) {
    const found: string[] = [];
    let bytes = 0;
    for (const png of figures) {
      found.push(await previewOf(png, width));
      bytes += found.at(-1)?.length ?? 0;
      if (bytes > mostBytes && width > narrowest) break;
    }
    if (found.length === figures.length) return found;
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
