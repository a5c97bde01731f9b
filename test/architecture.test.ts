import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { findViolations, type ModuleImports } from "./support/import-rule.ts";

const source = resolve(import.meta.dirname, "../src");
const web = resolve(import.meta.dirname, "../web/src");

/** Every module below a folder with what it imports, as written; paths relative to `base`. */
function readModules(folder = source, base = source): ModuleImports[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.tsx?$/.test(name) && !name.endsWith(".d.ts"))
    .map((name) => {
      const file = join(folder, name);
      const found = readFileSync(file, "utf8").matchAll(
        /(?:\bfrom\s+|\bimport\s*\(\s*|^import\s+)"([^"]+)"/gm,
      );
      const imports = [...found].map(([, target = ""]) =>
        target.startsWith(".") ? relative(base, resolve(dirname(file), target)) : target,
      );
      return { module: relative(base, file), imports };
    });
}

describe("the import rule", () => {
  it("holds for every module", () => {
    const modules = readModules();
    expect(modules.length).toBeGreaterThan(5);
    expect(findViolations(modules)).toEqual([]);
  });

  it("lets the page see itself and the protocol alone", () => {
    const modules = readModules(web, dirname(dirname(source)));
    expect(modules.length).toBeGreaterThan(5);
    const strange = modules.flatMap(({ module, imports }) =>
      imports
        .filter((target) => target.includes("/src/") && target.endsWith(".ts"))
        .filter((target) => !/^[^/]+\/(web\/src|src\/app\/protocol)\//.test(target))
        .map((target) => `${module} may not import ${target}`),
    );
    expect(strange).toEqual([]);
  });

  it.each([
    ["an upward import", { module: "engine/graph/x.ts", imports: ["engine/autodiff/y.ts"] }],
    ["data that knows the engine", { module: "data/batch/x.ts", imports: ["engine/graph/y.ts"] }],
    ["a package outside its room", { module: "learning/training/x.ts", imports: ["onnxruntime-node"] }],
    ["a package that nobody may use", { module: "app/cli/x.ts", imports: ["left-pad"] }],
    ["a folder that is not in the table", { module: "utils/x.ts", imports: [] }],
  ])("catches %s", (_, planted) => {
    expect(findViolations([planted])).toHaveLength(1);
  });

  it("catches a cycle", () => {
    const planted = [
      { module: "tensor/a.ts", imports: ["tensor/b.ts"] },
      { module: "tensor/b.ts", imports: ["tensor/a.ts"] },
    ];
    expect(findViolations(planted)).toEqual(["cycle: tensor/a.ts -> tensor/b.ts -> tensor/a.ts"]);
  });
});
