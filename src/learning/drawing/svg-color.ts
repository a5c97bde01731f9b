/** A colour that may stand in an attribute: `#rrggbb` and the like as they are; anything else becomes grey. */
export function svgColor(color: string): string {
  return /^#(?:[0-9a-f]{3}|[0-9a-f]{4}|[0-9a-f]{6}|[0-9a-f]{8})$/i.test(color) ? color : "#5f5f5f";
}
