import { describe, expect, it } from "vitest";
import { labelKey } from "../../../web/src/images/label/label-key.ts";

const none = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };
const press = (key: string, held: Partial<typeof none> = {}) =>
  labelKey({ ...none, ...held, key }, ["x", "y"]);

describe("labelKey", () => {
  it("labels with digits, and takes the label away", () => {
    expect(press("2")).toEqual({ kind: "label", label: "y" });
    expect(press("0")).toEqual({ kind: "label", label: null });
    expect(press("Delete")).toEqual({ kind: "label", label: null });
  });

  it("says that no class has a key", () => {
    expect(press("3")).toEqual({ kind: "no-class", words: "No class has the key 3: there are 2" });
    expect(labelKey({ ...none, key: "1" }, [])).toMatchObject({ words: expect.stringMatching(/no classes/) });
    expect(labelKey({ ...none, key: "2" }, ["x"])).toMatchObject({ words: expect.stringMatching(/is one$/) });
  });

  it("undoes and redoes", () => {
    expect(press("z", { ctrlKey: true })).toEqual({ kind: "undo" });
    expect(press("Z", { ctrlKey: true, shiftKey: true })).toEqual({ kind: "redo" });
    expect(press("y", { metaKey: true })).toEqual({ kind: "redo" });
  });

  it("leaves the browser its own keys", () => {
    expect(press("0", { ctrlKey: true })).toBeUndefined();
    expect(press("1", { altKey: true })).toBeUndefined();
    expect(press("2", { metaKey: true })).toBeUndefined();
    expect(press("z")).toBeUndefined();
  });
});
