import type { Int8Worth } from "../../protocol/int8-api.ts";
import type { Int8Record } from "../../tasks/run/folder/int8-record.ts";

/** What the page says of a model in 8 bits. */
export function int8Worth({ created, layers, scored, speed, bytes, choice, maxLoss }: Int8Record): Int8Worth {
  return {
    created: Date.parse(created),
    part: scored.part,
    images: scored.images,
    float32Accuracy: scored.float32Accuracy,
    int8Accuracy: scored.int8Accuracy,
    loss: { value: scored.loss.value, low: scored.loss.low, high: scored.loss.high },
    changed: scored.changed,
    speedup: speed.speedup,
    float32MsPerImage: speed.float32MsPerImage,
    int8MsPerImage: speed.int8MsPerImage,
    threads: speed.threads,
    bytes,
    layers: { int8: layers.filter(({ precision }) => precision === "int8").length, all: layers.length },
    met: choice.met,
    maxLoss,
  };
}
