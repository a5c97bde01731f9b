import { describe, expect, it } from "vitest";
import type { LabelChange } from "../../../src/app/protocol/image-api.ts";
import { labelHistory } from "../../../web/src/images/label/label-history.ts";

const step = (path: string, from: string | null, to: string | null) => ({
  before: [{ path, label: from }],
  after: [{ path, label: to }],
});

/** A disk that refuses the labels that are named. */
function disk(refused: readonly (string | null)[] = []) {
  const labels = new Map<string, string | null>();
  return {
    labels,
    async send(changes: readonly LabelChange[]): Promise<number> {
      await Promise.resolve();
      const bad = changes.findIndex(({ label }) => refused.includes(label));
      const kept = bad === -1 ? changes.length : bad;
      for (const { path, label } of changes.slice(0, kept)) labels.set(path, label);
      return kept;
    },
  };
}

describe("labelHistory", () => {
  it("undoes what was given right before, and does it again", async () => {
    const { labels, send } = disk();
    const history = labelHistory();
    const given = history.give(step("a", null, "x"), send);
    expect(history.canUndo()).toBe(false);
    const undone = history.undo(send);
    expect(await given).toEqual({ kept: 1, asked: 1 });
    expect(await undone).toEqual({ kept: 1, asked: 1 });
    expect(labels.get("a")).toBeNull();
    expect(history.canUndo()).toBe(false);
    await history.redo(send);
    expect(labels.get("a")).toBe("x");
    expect(await history.redo(send)).toBeUndefined();
  });

  it("holds nothing that was not kept", async () => {
    const { send } = disk(["bad"]);
    const history = labelHistory();
    expect(await history.give(step("a", "x", "bad"), send)).toEqual({ kept: 0, asked: 1 });
    expect(history.canUndo()).toBe(false);
    expect(await history.undo(send)).toBeUndefined();
  });

  it("undoes to the label that was on the disk when one between was refused", async () => {
    const { labels, send } = disk(["bad"]);
    const history = labelHistory();
    await Promise.all([
      history.give(step("a", "x", "bad"), send),
      history.give(step("a", "bad", "y"), send),
      history.undo(send),
    ]);
    expect(labels.get("a")).toBe("x");
  });

  it("leaves a step where it was when undo fails", async () => {
    const history = labelHistory();
    await history.give(step("a", "x", "y"), disk().send);
    expect(await history.undo(disk(["x"]).send)).toEqual({ kept: 0, asked: 1 });
    expect(history.canUndo()).toBe(true);
    expect(history.canRedo()).toBe(false);
  });
});
