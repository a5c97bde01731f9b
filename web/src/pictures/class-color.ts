import { classColors } from "../../../src/app/protocol/class-colors.ts";

/** The colour of a class by its position among the sorted labels; grey for none (-1). They come again from the eleventh on. */
export function classColor(index: number): string {
  return index < 0 ? "#8a8a8a" : (classColors[index % classColors.length] ?? classColors[0]);
}
