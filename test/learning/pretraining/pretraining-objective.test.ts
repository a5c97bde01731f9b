import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { differentiate } from "../../../src/engine/autodiff/differentiate.ts";
import { createBuilder } from "../../../src/engine/graph/builder.ts";
import { openSession } from "../../../src/engine/runtime/session.ts";
import { maskedSmoothL1 } from "../../../src/learning/pretraining/pretraining-objective.ts";
import { float32 } from "../../../src/tensor/tensor.ts";

interface Fixture {
  readonly shape: readonly number[];
  readonly predicted: readonly number[];
  readonly wanted: readonly number[];
  readonly known: readonly number[];
  readonly loss: number;
  readonly gradient: readonly number[];
}

const fixture = JSON.parse(
  readFileSync(resolve(import.meta.dirname, "../../fixtures/pretraining.json"), "utf8"),
) as Fixture; // scripts/fixtures/pretraining.py writes it

async function lossOf(known: readonly number[]) {
  const b = createBuilder();
  const { shape } = fixture;
  const predicted = b.input("predicted", "float32", shape);
  const loss = maskedSmoothL1(b, {
    predicted,
    wanted: b.input("wanted", "float32", shape),
    known: b.input("known", "float32", shape),
  });
  const [gradient] = differentiate(b, loss, [predicted]);
  b.output(loss, "loss");
  if (gradient) b.output(gradient, "gradient");
  const session = await openSession(b.build());
  const results = await session.run({
    predicted: float32(shape, fixture.predicted),
    wanted: float32(shape, fixture.wanted),
    known: float32(shape, known),
  });
  await session.close();
  return { loss: Number(results.loss?.data[0]), gradient: Array.from(results.gradient?.data ?? [], Number) };
}

describe("the masked smooth L1 loss", () => {
  it("agrees with PyTorch on what is known, with its gradient", async () => {
    const { loss, gradient } = await lossOf(fixture.known);
    expect(loss).toBeCloseTo(fixture.loss, 6);
    gradient.forEach((value, at) => {
      expect(value).toBeCloseTo(fixture.gradient[at] ?? Number.NaN, 6);
    });
  });

  it("is 0 where nothing is known", async () => {
    const { loss, gradient } = await lossOf(fixture.known.map(() => 0));
    expect(loss).toBe(0);
    expect(gradient.every((value) => value === 0)).toBe(true);
  });
});
