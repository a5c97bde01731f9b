import { contrastRatio } from "./palette.ts";

export interface Shade {
  /** `#rrggbb`. */
  readonly fill: string;
  /** Black or white, whichever is read better on `fill`; at least 4.5:1. */
  readonly text: string;
}

/** Number of shades: one for every 5 %. */
export const shadeCount = 21;

/**
 * A perceptually uniform ramp from paper to deep blue (light) or from night to pale cyan (dark): lightness is linear
 * and monotonic in OKLab, so that equal differences of a share look equally large, in colour, in grey and in print.
 *
 * Source: Ottosson B (2020), "A perceptual color space for image processing", bottosson.github.io/posts/oklab.
 */
export function sequentialRamp(theme: "light" | "dark"): readonly Shade[] {
  return Array.from({ length: shadeCount }, (_, index) => {
    const share = index / (shadeCount - 1);
    const fill = theme === "light" ? lightShade(share) : darkShade(share);
    return {
      fill,
      text: contrastRatio(fill, "#ffffff") >= contrastRatio(fill, "#000000") ? "#ffffff" : "#000000",
    };
  });
}

/** The shade of a share in 0..1; NaN counts as 0. */
export function shadeIndex(share: number): number {
  return Math.round(Math.min(1, Math.max(0, share || 0)) * (shadeCount - 1));
}

function lightShade(share: number): string {
  return oklch(0.975 - 0.625 * share, 0.006 + 0.13 * Math.sin((Math.PI * share) / 1.7), 225 + 35 * share);
}

function darkShade(share: number): string {
  return oklch(0.245 + 0.655 * share, 0.012 + 0.115 * Math.sin((Math.PI * share) / 1.25), 258 - 48 * share);
}

/** OKLCH (hue in degrees) -> `#rrggbb`, clipped to sRGB. */
function oklch(lightness: number, chroma: number, hue: number): string {
  const a = chroma * Math.cos((hue * Math.PI) / 180);
  const b = chroma * Math.sin((hue * Math.PI) / 180);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const linear = [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
  return `#${linear.map((value) => toByte(value).toString(16).padStart(2, "0")).join("")}`;
}

function toByte(linear: number): number {
  const value = Math.min(1, Math.max(0, linear));
  return Math.round(255 * (value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055));
}
