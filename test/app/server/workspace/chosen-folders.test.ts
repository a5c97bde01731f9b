import { mkdir, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { makeOwnFolder } from "../../../../src/app/server/workspace/make-own-folder.ts";
import {
  hiddenFolders,
  openChosenFolders,
} from "../../../../src/app/server/workspace/open-chosen-folders.ts";
import { openWorkspace } from "../../../../src/app/server/workspace/open-workspace.ts";
import { makeFolderForTest } from "../support/serve-for-test.ts";

/** disk/leaf/a.png is to be chosen, private/key.png is not; the workspace has links to both. */
async function makeDisk() {
  const above = await makeFolderForTest();
  const workspace = join(above, "workspace");
  const disk = join(above, "disk");
  const secret = join(above, "private");
  await mkdir(join(workspace, "images"), { recursive: true });
  await mkdir(join(disk, "leaf"), { recursive: true });
  await mkdir(secret);
  for (const file of [
    join(workspace, "images", "own.png"),
    join(disk, "leaf", "a.png"),
    join(secret, "key.png"),
  ]) {
    await writeFile(file, "x");
  }
  await symlink(secret, join(workspace, "to-private"));
  await symlink(join(disk, "leaf"), join(workspace, "to-leaf"));
  await symlink(secret, join(disk, "leaf", "to-private"));
  return { above, workspace, disk, secret, folders: await openChosenFolders(workspace, [disk]) };
}

const missing = { code: "input-missing" };

describe("resolve", () => {
  it("gives the real path of what lies in the workspace or a chosen folder", async () => {
    const { workspace, disk, folders } = await makeDisk();
    expect(await folders.resolve("images/own.png")).toBe(join(workspace, "images", "own.png"));
    expect(await folders.resolve(join(workspace, "images"))).toBe(join(workspace, "images"));
    expect(await folders.resolve(".")).toBe(workspace);
    await folders.add(join(disk, "leaf"));
    for (const path of [join(disk, "leaf", "a.png"), "to-leaf/a.png", "../disk/leaf/a.png"]) {
      expect(await folders.resolve(path)).toBe(join(disk, "leaf", "a.png"));
    }
  });

  it("has one answer for what may not be seen and for what is not there", async () => {
    const { workspace, disk, secret, folders } = await makeDisk();
    await folders.add(join(disk, "leaf"));
    const hidden = [
      join(secret, "key.png"),
      "../private/key.png",
      "to-private/key.png",
      join(disk, "leaf", "to-private", "key.png"),
      disk,
      "..",
      "/",
      "/etc/passwd",
      `${workspace}-other`,
      "nothing.png",
      "images/own.png\0",
      "\0",
      "images/own.png/x",
    ];
    const answers = await Promise.all(
      hidden.map(async (path) => {
        const error = await folders.resolve(path).catch((reason: unknown) => reason);
        expect([path, error]).toEqual([path, expect.objectContaining(missing)]);
        return String(error).replace(path, "PATH");
      }),
    );
    expect(new Set(answers).size).toBe(1);
  });

  it("follows a chosen folder nowhere when it has become a link", async () => {
    const { disk, secret, folders } = await makeDisk();
    await folders.add(join(disk, "leaf"));
    await rename(join(disk, "leaf"), join(disk, "away"));
    await symlink(secret, join(disk, "leaf"));
    await expect(folders.resolve(join(disk, "leaf", "key.png"))).rejects.toMatchObject(missing);
  });
});

describe("add and remove", () => {
  it("keep the choice in workspace.json", async () => {
    const { workspace, disk, folders } = await makeDisk();
    expect(await folders.add(join(disk, "leaf"))).toBe(join(disk, "leaf"));
    await folders.add(disk);
    await folders.add("to-leaf");
    expect(folders.list()).toEqual([disk, join(disk, "leaf")]);
    const again = await openChosenFolders(workspace, [disk]);
    expect(again.list()).toEqual(folders.list());
    expect(JSON.parse(await readFile(join(workspace, "workspace.json"), "utf8"))).toEqual({
      format: 1,
      folders: [disk, join(disk, "leaf")],
    });
    await folders.remove(disk);
    await rm(join(disk, "leaf"), { recursive: true });
    await folders.remove(join(disk, "leaf"));
    expect(folders.list()).toEqual([]);
  });

  it("keep all of several that come at once", async () => {
    const { disk, folders } = await makeDisk();
    const names = ["a", "b", "c", "d"].map((name) => join(disk, name));
    for (const name of names) await mkdir(name);
    await Promise.all([...names.map((name) => folders.add(name)), folders.add(disk)]);
    expect(folders.list()).toEqual([disk, ...names]);
    await Promise.all([folders.remove(disk), ...names.slice(1).map((name) => folders.remove(name))]);
    expect(folders.list()).toEqual(names.slice(0, 1));
  });

  it("see no folder outside of the roots that workspace.json names, and leave it there", async () => {
    const { workspace, disk, secret } = await makeDisk();
    const outside = ["/", secret, `${disk}/../private`, "../private"];
    const file = join(workspace, "workspace.json");
    await writeFile(file, JSON.stringify({ format: 1, folders: [...outside, disk] }));
    const folders = await openChosenFolders(workspace, [disk]);
    expect(folders.list()).toEqual([disk]);
    await expect(folders.resolve(join(secret, "key.png"))).rejects.toMatchObject(missing);
    expect(await hiddenFolders(workspace, [disk])).toEqual(outside);
    await folders.remove(disk);
    expect(JSON.parse(await readFile(file, "utf8")).folders).toEqual(outside.sort());
  });

  it("do not list the workspace, which is seen anyway", async () => {
    const { workspace, folders } = await makeDisk();
    expect(await folders.add("images")).toBe(join(workspace, "images"));
    expect(folders.list()).toEqual([]);
  });

  it("refuse what lies outside of the roots, links resolved, and what is no folder", async () => {
    const { disk, secret, folders } = await makeDisk();
    for (const path of [secret, "to-private", join(disk, "leaf", "to-private"), join(disk, ".."), "/"]) {
      await expect(folders.add(path)).rejects.toMatchObject({ code: "usage" });
    }
    await expect(folders.add("nothing")).rejects.toMatchObject(missing);
    await expect(folders.add(join(disk, "leaf", "a.png"))).rejects.toMatchObject(missing);
    expect(folders.list()).toEqual([]);
  });

  it("say what is wrong with a workspace.json of another kind", async () => {
    const { workspace } = await makeDisk();
    for (const text of ["", "[]", '{"format":2,"folders":[]}', '{"format":1,"folders":[1]}']) {
      await writeFile(join(workspace, "workspace.json"), text);
      await expect(openChosenFolders(workspace, [])).rejects.toMatchObject(missing);
    }
  });
});

describe("browse", () => {
  it("lists folders below the roots, and links that stay there", async () => {
    const { above, workspace, disk, folders } = await makeDisk();
    await symlink(join(disk, "leaf"), join(disk, "same-leaf"));
    await symlink(join(above, "private"), join(disk, "elsewhere"));
    for (const name of ["b10", "b2", ".hidden"]) await mkdir(join(disk, name));
    const roots = [disk, workspace];
    expect(await folders.browse()).toEqual({
      path: disk,
      parent: null,
      folders: ["b2", "b10", "leaf", "same-leaf"],
      images: 0,
      roots,
    });
    const leaf = { path: join(disk, "leaf"), parent: disk, folders: [], images: 1, roots };
    expect(await folders.browse(join(disk, "leaf"))).toEqual(leaf);
    expect(await folders.browse(join(disk, "same-leaf"))).toEqual(leaf);
    expect((await folders.browse(workspace)).parent).toBeNull();
  });

  it("shows nothing else", async () => {
    const { above, disk, secret, folders } = await makeDisk();
    for (const path of [above, secret, "/", `${disk}/..`, join(disk, "leaf", "to-private"), "", "\0"]) {
      await expect(folders.browse(path)).rejects.toMatchObject({ code: "usage" });
    }
    await expect(folders.browse(join(disk, "leaf", "a.png"))).rejects.toMatchObject(missing);
  });

  it("says of a misspelt folder that there is none, and of others whether there is one to nobody", async () => {
    const { above, disk, secret, folders } = await makeDisk();
    await symlink(join(above, "nowhere"), join(disk, "to-nothing"));
    for (const path of ["lef", "lef/deeper", "leaf/a.png/x"].map((name) => join(disk, name))) {
      await expect(folders.browse(path)).rejects.toMatchObject({
        ...missing,
        message: `There is no such folder (${path})`,
      });
    }
    const outside = [
      secret,
      join(secret, "nothing"),
      join(above, "nothing"),
      join(disk, "leaf", "to-private", "nothing"),
      join(disk, "to-nothing"),
      join(disk, "to-nothing", "x"),
      `${disk}/../nothing`,
    ];
    for (const path of outside) {
      const error = await folders.browse(path).catch((reason: unknown) => reason);
      expect([path, error]).toEqual([path, expect.objectContaining({ code: "usage" })]);
      expect(String(error)).toMatch(/Expected a folder below .* got another/);
    }
  });
});

describe("a workspace", () => {
  it("is made where it is missing, and may itself be a link", async () => {
    const above = await makeFolderForTest();
    const made = await openWorkspace(join(above, "new", "leaf"), []);
    expect(made.folder).toBe(join(above, "new", "leaf"));
    await symlink(made.folder, join(above, "link"));
    expect((await openWorkspace(join(above, "link"), [])).folder).toBe(made.folder);
  });

  it.each([[".mor"], [".mor", "jobs"], [".mor", "thumbnails"]])(
    "with a link in place of %s %s is refused",
    async (...names) => {
      const above = await makeFolderForTest();
      const link = join(above, "workspace", ...names);
      await mkdir(join(link, ".."), { recursive: true });
      await mkdir(join(above, "private"));
      await symlink(join(above, "private"), link);
      await expect(openWorkspace(join(above, "workspace"), [])).rejects.toMatchObject({
        code: "output-unwritable",
      });
    },
  );

  it("makes no folder behind a link", async () => {
    const above = await makeFolderForTest();
    await mkdir(join(above, "private"));
    await symlink(join(above, "private"), join(above, "images"));
    await expect(makeOwnFolder(above, "images", "leaf")).rejects.toMatchObject({ code: "output-unwritable" });
    await expect(readFile(join(above, "private", "leaf"))).rejects.toMatchObject({ code: "ENOENT" });
    expect(await makeOwnFolder(above, "other", "leaf")).toBe(join(above, "other", "leaf"));
  });
});
