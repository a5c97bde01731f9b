import { classColors } from "../../../../src/app/protocol/class-colors.ts";

const dashes = ["", "6 3", "2 3"] as const;

export interface LineLook {
  readonly color: string;
  /** Of an SVG stroke; empty for a whole line. */
  readonly dash: string;
}

/** The look of one line of several; a class has the colour that it has everywhere, and after ten come broken lines. */
export function lineLook(index: number): LineLook {
  return {
    color: classColors[index % classColors.length] ?? classColors[0],
    dash: dashes[Math.floor(index / classColors.length) % dashes.length] ?? "",
  };
}
