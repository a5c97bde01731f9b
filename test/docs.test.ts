import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { type Command, flagOf } from "../src/app/cli/command.ts";

const root = resolve(import.meta.dirname, "..");
const pages = ["", "docs"].flatMap((folder) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith(".md"))
    .map((name) => join(folder, name)),
);
const commandFolder = join(root, "src/app/cli/commands");
const commandNames = readdirSync(commandFolder).map((name) => name.replace(/\.ts$/, ""));

describe("the pages", () => {
  it.each(pages)("%s links to files that are there", (page) => {
    const links = [...readFileSync(join(root, page), "utf8").matchAll(/\]\((?!https?:)([^)#]+)[^)]*\)/g)];
    const missing = links
      .map(([, link = ""]) => link)
      .filter((link) => !existsSync(join(root, dirname(page), link)));
    expect(missing).toEqual([]);
  });

  it("README.md shows the tree as it is", () => {
    const tree = /```\nsrc\/\n([\s\S]*?)```/.exec(readFileSync(join(root, "README.md"), "utf8"))?.[1] ?? "";
    let above = "src";
    const paths = tree.split("\n").flatMap((line) => {
      const [, indent = "", name = ""] = /^( *)(\S+)/.exec(line) ?? [];
      if (name === "") return [];
      if (indent.length === 2) above = `src/${name}`;
      return [indent.length === 0 ? name : indent.length === 2 ? above : join(above, name)];
    });
    expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
    const folders = readdirSync(join(root, "src"), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
      .filter((path) => path.split("/").length <= 3);
    expect(folders.filter((path) => !paths.map((shown) => shown.replace(/\/$/, "")).includes(path))).toEqual(
      [],
    );
  });
});

describe("docs/cli.md", () => {
  const text = readFileSync(join(root, "docs/cli.md"), "utf8");
  const [common = ""] = text.split("\n## mor ", 1);
  it.each(commandNames)("has every option of mor %s", async (name) => {
    const loaded: Record<string, unknown> = await import(join(commandFolder, `${name}.ts`));
    const command = loaded[`${name}Command`] as Command; // each file of the folder exports its command under this name
    const section = text.split(`\n## mor ${name}\n`)[1]?.split("\n## ")[0] ?? "";
    const options = command.fields.filter((field) => !command.positionals.includes(field));
    const flags = options.map(({ key, default: value }) =>
      value === true ? flagOf(key).replace("--", "--no-") : flagOf(key),
    );
    const isNamed = (flag: string) => new RegExp(`${flag}(?![\\w-])`).test(section + common);
    expect(flags.filter((flag) => !isNamed(flag))).toEqual([]);
  });
});
