import type { PictureTint, PictureView } from "../../../src/app/protocol/image-api.ts";

const tints: readonly PictureTint[] = ["grey", "green", "magenta", "cyan", "yellow"];

/** How pictures are shown, from what a browser has remembered; what the server would refuse is left out. */
export function readDisplay(text: string | null): PictureView {
  const value = parse(text);
  const number = (name: string, least: number, most: number): number | undefined => {
    const found = value[name];
    return typeof found === "number" && found >= least && found <= most ? found : undefined;
  };
  const whole = (name: string, most: number): number | undefined => {
    const found = number(name, 0, most);
    return Number.isInteger(found) ? found : undefined;
  };
  const read: PictureView = {
    contrast: value.contrast === "range" ? "range" : undefined,
    low: number("low", 0, 100),
    high: number("high", 0, 100),
    gamma: number("gamma", 0.1, 10),
    channel: whole("channel", 2),
    page: whole("page", 1_000_000),
    tint: tints.find((tint) => tint === value.tint),
  };
  return Object.fromEntries(Object.entries(read).filter(([, part]) => part !== undefined));
}

/** What a browser has remembered under a name; nothing where it forbids its storage, which even naming it can refuse. */
export function recallDisplay(storage: () => Pick<Storage, "getItem">, name: string): PictureView {
  try {
    return readDisplay(storage().getItem(name));
  } catch {
    return {};
  }
}

function parse(text: string | null): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text ?? "{}");
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
