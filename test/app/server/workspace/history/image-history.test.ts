import { appendFile, readdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  addImages,
  clearParts,
  labelImages,
  regroup,
  removeImages,
  renameLabel,
} from "../../../../../src/app/server/images/change-images.ts";
import { changeTable } from "../../../../../src/app/server/images/change-table.ts";
import type { ChangeKind } from "../../../../../src/app/server/workspace/history/change-kind.ts";
import type { ImageHistory } from "../../../../../src/app/server/workspace/history/image-history.ts";
import { openImageHistory } from "../../../../../src/app/server/workspace/history/open-image-history.ts";
import type { TableImage } from "../../../../../src/app/server/workspace/image-table.ts";
import { openImageTable } from "../../../../../src/app/server/workspace/open-image-table.ts";
import { openWorkspace } from "../../../../../src/app/server/workspace/open-workspace.ts";
import type { Workspace } from "../../../../../src/app/server/workspace/workspace.ts";
import { MorError } from "../../../../../src/errors.ts";
import { makeFolderForTest } from "../../support/serve-for-test.ts";

const rows: readonly TableImage[] = [
  { path: "a.png", label: "rod", group: "p1", part: "train", columns: { plant: "7" } },
  { path: "b.png", label: "rod", part: "test", columns: {} },
  { path: "c.png", label: "", columns: {} },
  { path: "d.png", label: "dot", group: "p2", part: "val", columns: {} },
];

const label = (path: string, to: string | null) => (images: readonly TableImage[]) =>
  labelImages(images, [{ path, label: to }]);

const changes: readonly (readonly [ChangeKind, Parameters<typeof changeTable>[2]])[] = [
  [{ kind: "label", label: "net" }, label("a.png", "net")],
  [{ kind: "label", label: null }, label("b.png", null)],
  [{ kind: "label", label: "rod" }, label("c.png", "rod")],
  [{ kind: "rename", from: "rod", to: "bar" }, (images) => renameLabel(images, "rod", "bar")],
  [{ kind: "merge", from: "rod", to: "dot" }, (images) => renameLabel(images, "rod", "dot")],
  [{ kind: "groups" }, (images) => regroup(images, ({ path }) => path.slice(0, 1))],
  [{ kind: "groups" }, (images) => regroup(images, () => undefined)],
  [{ kind: "remove" }, (images) => removeImages(images, ["a.png", "c.png"])],
  [
    { kind: "add" },
    (images) => addImages(images, [{ path: "0.png", label: "dot", part: "test", columns: { x: "y" } }]),
  ],
  [{ kind: "add" }, (images) => addImages(images, [{ path: "c.png", label: "rod", columns: {} }])],
  [{ kind: "no-partition" }, clearParts],
];

async function open(folder?: string): Promise<Workspace> {
  if (folder !== undefined) return await openWorkspace(folder, []);
  const workspace = await openWorkspace(await makeFolderForTest(), []);
  await workspace.images.update(() => rows);
  return workspace;
}

const change = (workspace: Workspace, at: number, join?: string): Promise<number> => {
  const [kind, make] = changes[at] ?? [];
  if (kind === undefined || make === undefined) throw new Error("no such change");
  return changeTable({ workspace, publish: () => {} }, kind, make, join);
};

/** A manifest that was read has all columns in all rows. */
const filled = (images: readonly TableImage[]): readonly TableImage[] =>
  images.map((image) => ({
    ...image,
    columns: Object.fromEntries(Object.entries(image.columns).filter(([, value]) => value !== "")),
  }));

const undo = (history: ImageHistory) => history.undo(history.undoable()?.id ?? -1);
const redo = (history: ImageHistory) => history.redo(history.redoable()?.id ?? -1);

describe("openImageHistory", () => {
  it.each(changes.map(([kind], at) => ({ at, kind })))(
    "undoes and redoes $kind.kind ($at)",
    async ({ at }) => {
      const workspace = await open();
      await change(workspace, at);
      const after = workspace.images.images();
      await undo(workspace.history);
      expect(workspace.images.images()).toEqual(rows);
      await redo(workspace.history);
      expect(workspace.images.images()).toEqual(after);
    },
  );

  it("goes back through many changes and forth again, also after a restart", async () => {
    let workspace = await open();
    const states = [workspace.images.images()];
    for (const at of changes.keys()) {
      await change(workspace, at);
      if (workspace.images.images() !== states.at(-1)) states.push(workspace.images.images());
    }
    for (let back = states.length - 2; back >= 0; back--) {
      workspace = await open(workspace.folder);
      await undo(workspace.history);
      expect(filled(workspace.images.images())).toEqual(states[back]);
    }
    expect(workspace.history.undoable()).toBeUndefined();
    for (const state of states.slice(1)) {
      workspace = await open(workspace.folder);
      await redo(workspace.history);
      expect(filled(workspace.images.images())).toEqual(state);
    }
    expect(workspace.history.redoable()).toBeUndefined();
  });

  it("says what it would undo, and forgets what was undone when something new is done", async () => {
    const workspace = await open();
    const { history } = workspace;
    expect(history.undoable()).toBeUndefined();
    await change(workspace, 3);
    expect(history.undoable()).toMatchObject({ kind: { kind: "rename", from: "rod", to: "bar" }, images: 2 });
    await undo(history);
    expect(history.redoable()).toMatchObject({ images: 2 });
    await change(workspace, 0);
    expect(history.redoable()).toBeUndefined();
    expect(await readdir(join(workspace.folder, ".mor", "history"))).toEqual(["00000002.done.jsonl"]);
  });

  it("keeps nothing for what changes nothing, and one step for what is joined", async () => {
    const workspace = await open();
    const { history } = workspace;
    await changeTable(
      { workspace, publish: () => {} },
      { kind: "label", label: "dot" },
      label("d.png", "dot"),
    );
    expect(history.undoable()).toBeUndefined();
    await change(workspace, 0, "one");
    await change(workspace, 1, "one");
    expect(history.undoable()).toMatchObject({ images: 2 });
    await change(workspace, 2, "other");
    await undo(history);
    expect(workspace.images.get("b.png")).toMatchObject({ label: "" });
    await undo((await open(workspace.folder)).history);
    await workspace.images.refresh();
    expect(filled(workspace.images.images())).toEqual(rows);
  });

  it("refuses where another program has changed the same, changes nothing then, and goes on to older steps", async () => {
    const workspace = await open();
    const { history, images } = workspace;
    await change(workspace, 2);
    await change(workspace, 0);
    const text =
      "path,label,group,split\na.png,foreign,p1,train\nb.png,rod,,test\nc.png,rod,,train\nd.png,dot,p2,val\n";
    await writeFile(images.manifest, text);
    await expect(undo(history)).rejects.toThrow(MorError);
    expect(images.get("a.png")).toMatchObject({ label: "foreign" });
    await undo(history);
    expect(images.get("a.png")).toMatchObject({ label: "foreign" });
    expect(images.get("c.png")).toMatchObject({ label: "" });
  });

  it("leaves what others have changed of the same image meanwhile", async () => {
    const workspace = await open();
    const { history, images } = workspace;
    await change(workspace, 0);
    await images.update((now) => regroup(now, () => "p9").images);
    await undo(history);
    expect(images.get("a.png")).toMatchObject({ label: "rod", group: "p9" });
  });

  it("gives no other image a part by undoing", async () => {
    const workspace = await open();
    const { history, images } = workspace;
    await change(workspace, 7);
    await images.update((now) => clearParts(now).images);
    await expect(undo(history)).rejects.toThrow(/b\.png/);
    expect(images.images().every(({ part }) => part === undefined)).toBe(true);
  });

  it("undoes only the step that was meant", async () => {
    const workspace = await open();
    const { history } = workspace;
    await change(workspace, 0);
    const meant = history.undoable()?.id ?? -1;
    await change(workspace, 1);
    await expect(history.undo(meant)).rejects.toThrow(/another one/);
    expect(history.undoable()?.id).not.toBe(meant);
    await expect(history.redo(meant)).rejects.toThrow(MorError);
  });

  it("takes steps in their order when they come at once", async () => {
    const workspace = await open();
    await Promise.all([0, 1, 2].map((at) => change(workspace, at)));
    for (let step = 0; step < 3; step++) await undo(workspace.history);
    expect(workspace.images.images()).toEqual(rows);
  });

  it("forgets the oldest beyond its bounds, also on the disk", async () => {
    const folder = await makeFolderForTest();
    const table = await openImageTable(await makeFolderForTest());
    await table.update(() => rows);
    const history = await openImageHistory(folder, table, { steps: 3, rows: 4 });
    const give = async (words: readonly string[]): Promise<void> => {
      for (const word of words) {
        const done = await table.update(
          (images) => labelImages(images, [{ path: "a.png", label: word }]).images,
        );
        await history.record(done, { kind: "label", label: word }, undefined);
      }
    };
    await give(["1", "2", "3", "4"]);
    expect(await readdir(folder)).toHaveLength(3);
    const done = await table.update((images) => regroup(images, () => "g").images);
    await history.record(done, { kind: "groups" }, undefined);
    expect(await readdir(folder)).toEqual(["00000005.done.jsonl"]);
  });

  it("passes over files that are no step, links, and a line that was written in part", async () => {
    const workspace = await open();
    await change(workspace, 0, "one");
    const folder = join(workspace.folder, ".mor", "history");
    await writeFile(join(folder, "00000009.done.jsonl"), "{}\n{}");
    await writeFile(join(folder, "notes.txt"), "x");
    await symlink(join(folder, "00000001.done.jsonl"), join(folder, "00000008.done.jsonl"));
    await appendFile(join(folder, "00000001.done.jsonl"), '\n{"path":"b.p');
    const again = await open(workspace.folder);
    await change(again, 1, "one");
    expect(again.history.undoable()?.id).toBe(1);
    await undo(again.history);
    expect(filled(again.images.images())).toEqual(rows);
    await change(again, 0);
    expect(again.history.undoable()?.id).toBe(10);
  });
});
