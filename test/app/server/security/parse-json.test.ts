import { expect, it } from "vitest";
import { parseJson } from "../../../../src/app/server/security/parse-json.ts";

it("takes objects whose texts hold brackets, quotes and backslashes", () => {
  const input = { text: `${"[{".repeat(50)}"\\`, list: [["\\\\", '"'], [`\\"${"[".repeat(40)}`]] };
  expect(parseJson(JSON.stringify(input))).toEqual(input);
});

it("takes 32 levels and no more, one beside the other or in each other", () => {
  const nested = (levels: number) => `{"a":${"[".repeat(levels - 1)}${"]".repeat(levels - 1)}}`;
  expect(() => parseJson(nested(32))).not.toThrow();
  expect(() => parseJson(nested(33))).toThrow(/at most 32 levels/);
  expect(() => parseJson(`{"a":[${"[],".repeat(100)}[]]}`)).not.toThrow();
});

it("tells millions of brackets without parsing them", () => {
  const begin = performance.now();
  for (const text of ["[".repeat(2 ** 22), `{"a":${"[{".repeat(2 ** 21)}`]) {
    expect(() => parseJson(text)).toThrow(/at most 32 levels/);
  }
  expect(performance.now() - begin).toBeLessThan(200);
});

it.each(["", "null", "[]", "1", '"a"', "{", "{}]"])("refuses what is no object: %j", (text) => {
  expect(() => parseJson(text)).toThrow(/JSON object/);
});
