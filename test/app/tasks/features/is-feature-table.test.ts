import { describe, expect, it } from "vitest";
import { isFeatureTable } from "../../../../src/app/tasks/features/is-feature-table.ts";
import { featureNames } from "../../../../src/learning/features/table/labelled-features.ts";

describe("isFeatureTable", () => {
  it.each([1, 3, 2048])("knows a header of %i features, cut off where it is long", (width) => {
    for (const known of ["path,label", "path,label,group,split,tile,view", "path,label,split,view"]) {
      const text = `${known},${featureNames(width).join(",")}\na.png,a,1\n`;
      expect(isFeatureTable(text.slice(0, 4096), "csv")).toBe(true);
    }
  });

  it.each([
    "",
    "path,label",
    "path,label,",
    "path,label,f",
    "path,label,f0",
    "path,label,f0,f2\n",
    "path,label,font\na,b,c\n",
    "path,label,f0,note\n",
    "path,label,other,f0\n",
    `path,label,f0,${"x".repeat(4000)}`,
    "PAR1",
  ])("takes %j for something else", (text) => {
    expect(isFeatureTable(text, "csv")).toBe(false);
  });
});
