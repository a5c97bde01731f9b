import { color } from "../page/palette.ts";

/** One colour for each part in every figure: training blue, validation vermilion, test green, others grey. */
export function partColor(part: string): string {
  if (part === "train") return color("blue");
  if (part === "val") return color("vermilion");
  return part === "test" ? color("green") : color("reference");
}
