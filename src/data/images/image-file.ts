/**
 * Whether a file name has an extension of an image that can be read: `.png`, `.jpg`, `.jpeg`, `.tif` or
 * `.tiff` (hence `.ome.tif`), in any case. Hidden files (`._a.png`, as other systems leave them) are none.
 * The name alone decides; what is inside is told by the first bytes when the file is read.
 */
export function isImageFile(name: string): boolean {
  const last = name.slice(Math.max(name.lastIndexOf("/"), name.lastIndexOf("\\")) + 1);
  return !last.startsWith(".") && /\.(png|jpe?g|tiff?)$/i.test(last);
}
