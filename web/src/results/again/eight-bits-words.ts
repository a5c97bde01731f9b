import type { Int8Worth } from "../../../../src/app/protocol/int8-api.ts";

/** Below this a gain is not worth a thought. */
const worthwhile = 1.05;

/** Whether the version in 8 bits should be used, and why, as full sentences. */
export function verdictOf({
  speedup,
  loss,
  met,
  maxLoss,
}: Pick<Int8Worth, "speedup" | "loss" | "met" | "maxLoss">): {
  readonly isGood: boolean;
  readonly words: string;
} {
  if (speedup.median < worthwhile) {
    return { isGood: false, words: "On this computer it is not faster: stay with the usual model." };
  }
  const lost = 100 * (loss.value ?? 0);
  if (!met || lost > maxLoss) {
    return {
      isGood: false,
      words: `It is faster, but loses more than ${maxLoss} points of accuracy: use it only where that does not matter.`,
    };
  }
  if (speedup.low < 1) {
    return {
      isGood: false,
      words: `It was not faster in every turn (${speedup.low.toFixed(2)} to ${speedup.high.toFixed(2)} times as fast): make it anew while the computer does nothing else, or stay with the usual model.`,
    };
  }
  if (loss.high === null) {
    return {
      isGood: false,
      words:
        "It is faster, but there are too few images to be sure of what it loses: stay with the usual model.",
    };
  }
  if (100 * loss.high > maxLoss) {
    return {
      isGood: false,
      words: `It is faster, but there are too few images to be sure: up to ${points(loss.high)} points of accuracy may be lost, more than the ${maxLoss} that are allowed.`,
    };
  }
  return {
    isGood: true,
    words: "Faster at no more than a small loss: switch on “8 bits (faster)” on the page Predict.",
  };
}

/** "1.71 (1.26 to 5.96)". */
export function speedWords({ speedup: { median, low, high } }: Pick<Int8Worth, "speedup">): string {
  return `${median.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})`;
}

/** "0.4 (−0.2 to 1.1)", in points. */
export function lossWords({ loss: { value, low, high } }: Pick<Int8Worth, "loss">): string {
  if (value === null) return "–";
  const range = low === null || high === null ? "" : ` (${points(low)} to ${points(high)})`;
  return `${points(value)}${range}`;
}

/** "1.6 MB". */
export function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(bytes < 1e5 ? 2 : 1)}\u00a0MB`;
}

function points(share: number): string {
  const text = (100 * share).toFixed(1);
  return text === "-0.0" ? "0.0" : text.replace("-", "\u2212");
}
