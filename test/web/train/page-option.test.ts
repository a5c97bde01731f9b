import { expect, it } from "vitest";
import { givenPage, shownPage } from "../../../web/src/train/start/page-option.ts";

it("counts pages from 1 where the option counts from 0", () => {
  expect([1, 3, "7"].map(givenPage)).toEqual([0, 2, 6]);
  expect(["", 0, -1, 1.5, "x"].map(givenPage)).toEqual(new Array(5).fill(undefined));
  for (const page of [0, 2, 6]) expect(givenPage(shownPage(page))).toBe(page);
  expect([undefined, "max", true].map(shownPage)).toEqual(["", "", ""]);
});
