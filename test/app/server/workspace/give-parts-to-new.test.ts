import { expect, it } from "vitest";
import { givePartsToNew } from "../../../../src/app/server/workspace/give-parts-to-new.ts";
import type { TableImage } from "../../../../src/app/server/workspace/image-table.ts";

it("gives a new image of a group that stands in several parts none that the group was not in", () => {
  const image = (group: string, part?: "train" | "val" | "test"): TableImage => ({
    path: `${group}-${part ?? "new"}.png`,
    label: "x",
    group,
    columns: {},
    ...(part === undefined ? {} : { part }),
  });
  const images = [
    image("a", "test"),
    image("a", "val"),
    image("a"),
    image("b", "test"),
    image("b", "train"),
    image("b"),
    image("c"),
  ];
  const parts = givePartsToNew(images).map(({ path, part }) => [path, part]);
  expect(parts.filter(([path]) => path?.endsWith("new.png"))).toEqual([
    ["a-new.png", "val"],
    ["b-new.png", "train"],
    ["c-new.png", "train"],
  ]);
});
