import { afterEach, describe, expect, it } from "vitest";
import { gradientRules } from "../../../src/engine/autodiff/rules.ts";
import { catalogue, schemaOf } from "../../../src/engine/graph/catalogue.ts";
import type { OpName } from "../../../src/engine/graph/op-attributes.ts";
import type { Device } from "../../../src/engine/runtime/device.ts";
import { openSession, type Session } from "../../../src/engine/runtime/session.ts";
import type { Tensor } from "../../../src/tensor/tensor.ts";
import { differentiateOp, gradientError } from "../../support/differentiated-op.ts";
import { type OpCase, readOpCases } from "../../support/op-cases.ts";
import { testDevice } from "../../support/test-device.ts";

const device = testDevice;
/** Elsewhere than on the CPU each case takes a third of a second: two random directions, and some cases of each operator. */
const directions = device === "cpu" ? undefined : 2;
/** Vulkan allows sines an absolute error of 2^-11. */
const tolerance = device === "cpu" ? { relative: 1e-4, absolute: 1e-5 } : { relative: 1e-3, absolute: 5e-4 };
const cases = readOpCases();
/** Those in blocked layout give what the processor at hand makes of them: see test/engine/layout. */
const names = (Object.keys(catalogue) as OpName[]) // the catalogue's own keys
  .filter((op) => schemaOf(op).domain !== "com.microsoft.nchwc");

/** Operators that stop a gradient: what they give does not move with their input. */
const stopping: readonly OpName[] = [
  ...(["And", "ArgMax", "ArgMin", "Ceil", "ConstantOfShape", "Equal", "Floor", "Greater"] as const),
  ...([
    "GreaterOrEqual",
    "Less",
    "LessOrEqual",
    "Not",
    "OneHot",
    "Or",
    "QuantizeLinear",
    "Round",
    "Shape",
    "Sign",
  ] as const),
];
/** Operators that refuse to be differentiated: nobody trains through them. */
const refusing: readonly OpName[] = [...(["DequantizeLinear", "GridSample", "MaxUnpool", "Range"] as const)];

/** What ONNX Runtime 1.30 gets wrong on WebGPU, where the CPU takes none of it over. */
const limits: Partial<Record<Device, readonly { op: OpName; names?: readonly string[]; reason: string }[]>> =
  {
    webgpu: [
      {
        op: "MaxPool",
        names: [
          ...["overlap and pads", "stride 1, padded", "asymmetric pads", "gaps between windows", "dilation"],
          ...["ceil", "ceil and overlap", "unlike kernel", "one axis", "same upper"],
        ],
        // Without indices the gradient takes a slice for each offset of the kernel: twice the time on the CPU.
        reason: "no indices of maxima: windows must tile",
      },
      {
        op: "BatchNormalization",
        names: ["training, 4 axes", "training, 2 axes"],
        reason: "no training mode: layers compute the statistics themselves",
      },
      { op: "Pow", names: ["both stretched"], reason: "fails when both operands are stretched" },
      { op: "ReduceL2", names: ["no axes, nothing done"], reason: "copies its input" },
      { op: "ReduceSumSquare", names: ["no axes, nothing done"], reason: "copies its input" },
    ],
  };

let session: Session | undefined;
afterEach(async () => {
  await session?.close();
  session = undefined;
});

describe("the table of cases", () => {
  it("has a case for every operator of the catalogue", () => {
    const covered = new Set(cases.map(({ op }) => op));
    expect(names.filter((op) => !covered.has(op))).toEqual([]);
  });

  it("differentiates a case of every operator that has a gradient rule", () => {
    const differentiated = new Set(cases.filter(isDifferentiated).map(({ op }) => op));
    const constant: readonly OpName[] = ["Constant"];
    expect(
      names.filter(
        (op) => gradientRules[op] !== "no gradient" && !differentiated.has(op) && !constant.includes(op),
      ),
    ).toEqual([]);
  });

  it("lists the operators without a gradient", () => {
    const without = names.filter((op) => gradientRules[op] === "no gradient").sort();
    expect(without).toEqual([...stopping, ...refusing].sort());
  });
});

/** Elsewhere only what is differentiated. */
const tested = names.filter(
  (op) => device === "cpu" || cases.some((entry) => entry.op === op && isDifferentiated(entry)),
);

describe.each(tested)(`%s on ${device}`, (op) => {
  const known = (limits[device] ?? []).filter((limit) => limit.op === op);
  const reasonOf = ({ name }: OpCase) => known.find((limit) => limit.names?.includes(name) ?? true)?.reason;
  const own = cases.filter((entry) => entry.op === op);
  const chosen = device === "cpu" ? own : sample(own.filter(isDifferentiated), 8);
  it.skip.each(chosen.filter(reasonOf).map((opCase) => ({ ...opCase, reason: reasonOf(opCase) })))(
    "$name: $reason",
    () => {},
  );
  it.each(chosen.filter((opCase) => !reasonOf(opCase)))("$name", async (opCase) => {
    const built = differentiateOp(opCase, isDifferentiated(opCase) ? undefined : []);
    session = await openSession(built.graph, { device });
    const results = await session.run(built.feeds);
    opCase.outputs.forEach((expected, output) => {
      expectClose(results[`y${output}`], expected);
      expect(built.types[output]?.shape, "inferred shape").toEqual(expected.shape);
      expect(built.types[output]?.dtype, "inferred type").toBe(expected.dtype);
    });
    if (!isDifferentiated(opCase)) return;
    const { error, where } = await gradientError(session, built, results, directions);
    expect(error, where).toBeLessThan(1e-2);
    // Each gradient also on its own: rules leave out what is not wanted.
    if (built.variables.length > 1) for (const { index } of built.variables) differentiateOp(opCase, [index]);
  });
});

describe("operators that refuse", () => {
  it.each(cases.filter((entry) => refusing.includes(entry.op) && hasVariable(entry)))("$op", (opCase) => {
    expect(() => differentiateOp(opCase)).toThrow(`${opCase.op} has no gradient rule`);
  });
});

function hasVariable(opCase: OpCase): boolean {
  return opCase.inputs.some((input) => input && !input.constant && input.value.dtype === "float32");
}

/** At most that many, evenly spread. */
function sample<T>(list: readonly T[], most: number): T[] {
  const step = Math.max(1, list.length / most);
  return list.filter((_, index) => Math.floor(index / step) !== Math.floor((index - 1) / step));
}

function isDifferentiated(opCase: OpCase): boolean {
  return hasVariable(opCase) && !opCase.kink && !refusing.includes(opCase.op);
}

/** Reference values have seven digits, float32 operators make errors of a few units of the last place. */
function expectClose(got: Tensor | undefined, expected: Tensor): void {
  expect(got?.shape).toEqual(expected.shape);
  expect(got?.dtype).toBe(expected.dtype);
  expected.data.forEach((value: number | bigint, place: number) => {
    const [a, e] = [Number(got?.data[place]), Number(value)];
    const fits = Math.abs(a - e) <= tolerance.absolute + tolerance.relative * Math.abs(e);
    if (!fits) expect.fail(`element ${place}: expected ${e}, got ${a}`);
  });
}
