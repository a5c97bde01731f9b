import { expect, it } from "vitest";
import { failureDocument } from "../../../src/app/server/failure.ts";
import { MorError } from "../../../src/errors.ts";

it("tells code, words and, where there is one, the reason of an error", () => {
  const details = { hint: "Cut anew (assigned: ignore).", reason: "partition-leaks" } as const;
  const told = { code: "partition-impossible", message: "torn", ...details };
  expect(failureDocument(new MorError("partition-impossible", "torn", details))).toEqual({ error: told });
  expect(failureDocument(new MorError("usage", "wrong"))).toEqual({
    error: { code: "usage", message: "wrong", hint: null },
  });
});

it("calls what was not foreseen a bug", () => {
  expect(failureDocument(new TypeError("x")).error).toMatchObject({
    code: "bug",
    message: expect.stringMatching(/x$/),
  });
});
