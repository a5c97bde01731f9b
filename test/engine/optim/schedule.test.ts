import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  constantSchedule,
  cosineSchedule,
  exponentialSchedule,
  oneCycleSchedule,
  type Schedule,
} from "../../../src/engine/optim/schedule.ts";

interface ScheduleCase {
  readonly kind: keyof typeof makers;
  readonly rate: number;
  readonly options: CaseOptions;
  readonly rates: readonly number[];
}

interface CaseOptions {
  readonly steps: number;
  readonly warmUp: number;
  readonly floor: number;
  readonly warmUpShare: number;
  readonly startDivisor: number;
  readonly endDivisor: number;
  readonly factor: number;
  readonly every: number;
  readonly staircase: boolean;
}

const makers = {
  oneCycle: oneCycleSchedule,
  cosine: cosineSchedule,
  exponential: exponentialSchedule,
} satisfies Record<string, (rate: number, options: CaseOptions) => Schedule>;
// Written by scripts/fixtures/schedules.py; each kind has its own part of the options.
const cases = JSON.parse(
  readFileSync(new URL("../../fixtures/schedules.json", import.meta.url), "utf8"),
) as ScheduleCase[];

describe("schedules are PyTorch's", () => {
  it.each(cases)("$kind $options", ({ kind, rate, options, rates }) => {
    const schedule = makers[kind](rate, options);
    rates.forEach((expected, step) => {
      expect(Math.abs(schedule(step) - expected), `step ${step}`).toBeLessThan(1e-9 * rate);
    });
  });
});

describe("schedules at their edges", () => {
  it("stays constant", () => {
    expect([0, 1, 1000].map(constantSchedule(0.1))).toEqual([0.1, 0.1, 0.1]);
  });

  it("stays at the end when more steps are made than planned", () => {
    expect(cosineSchedule(1, { steps: 10, floor: 0.25 })(99)).toBe(0.25);
    expect(oneCycleSchedule(1, { steps: 10 })(99)).toBeCloseTo(1 / 25 / 1e4, 12);
  });

  it("is finite and positive for one step", () => {
    for (const schedule of [oneCycleSchedule(1, { steps: 1 }), cosineSchedule(1, { steps: 1, warmUp: 1 })]) {
      expect(schedule(0)).toBeGreaterThan(0);
      expect(schedule(0)).toBeLessThanOrEqual(1);
    }
  });
});
