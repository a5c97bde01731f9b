import { describe, expect, it } from "vitest";
import { displayWidth, truncate } from "../../../../src/app/cli/terminal/display-width.ts";
import { createPaint, wantsColor } from "../../../../src/app/cli/terminal/style.ts";
import { formatTable } from "../../../../src/app/cli/terminal/table.ts";

describe("formatTable", () => {
  it("aligns columns, numbers to the right", () => {
    const columns = [{ title: "class" }, { title: "images", align: "right" }] as const;
    expect(formatTable(columns, [["pex_normal", "7"], ["🌱 leaf", "1,200"], ["日本"]])).toBe(
      ["class       images", "----------  ------", "pex_normal       7", "🌱 leaf      1,200", "日本"].join(
        "\n",
      ),
    );
  });

  it("shows titles when there are no rows", () => {
    expect(formatTable([{ title: "a" }], [])).toBe("a\n-");
  });
});

describe("displayWidth", () => {
  it.each([
    ["", 0],
    ["abc", 3],
    ["ü", 1],
    ["u\u0308", 1],
    ["🌱", 2],
    ["👩‍🔬", 2],
    ["🇩🇪", 2],
    ["葉緑体", 6],
    ["µm", 2],
  ])("of %j is %d", (text, width) => expect(displayWidth(text)).toBe(width));
});

describe("truncate", () => {
  it("never cuts a sign in two", () => {
    expect(truncate("ab", 2)).toBe("ab");
    expect(truncate("abc", 2)).toBe("a…");
    expect(truncate("🌱🌱🌱", 4)).toBe("🌱…");
    expect(truncate("abc", 0)).toBe("");
  });
});

describe("colours", () => {
  it("are used on a terminal alone, unless switched off", () => {
    expect(wantsColor(true, {}, true)).toBe(true);
    expect(wantsColor(false, {}, true)).toBe(false);
    expect(wantsColor(true, {}, false)).toBe(false);
    expect(wantsColor(true, { NO_COLOR: "1" }, true)).toBe(false);
    expect(wantsColor(true, { NO_COLOR: "" }, true)).toBe(true);
    expect(wantsColor(true, { TERM: "dumb" }, true)).toBe(false);
    expect(createPaint(false)("x", "red")).toBe("x");
    expect(createPaint(true)("x", "red")).toBe("\u001b[31mx\u001b[39m");
  });
});
