import { sep } from "node:path";
import { describe, expect, it } from "vitest";
import { workspacePath } from "../../../../src/app/server/workspace/workspace-place.ts";

describe("workspacePath", () => {
  it("is relative within the workspace, else absolute", () => {
    expect(workspacePath("/data/w", ["", "data", "w", "a", "b.png"].join(sep))).toBe("a/b.png");
    expect(workspacePath("/data/w", ["", "data", "www", "b.png"].join(sep))).toBe("/data/www/b.png");
    expect(workspacePath("/data/w", ["", "data", "w", "..b.png"].join(sep))).toBe("..b.png");
  });
});
