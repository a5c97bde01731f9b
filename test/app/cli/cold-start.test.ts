import { existsSync, readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { describe, expect, it } from "vitest";

const dist = resolve(import.meta.dirname, "../../../dist");

/** Files that are loaded before a command runs, and packages with them: what `import()` asks for later is not among them. */
function loadedWith(...files: readonly string[]): { files: string[]; packages: string[] } {
  const [seen, packages] = [new Set<string>(), new Set<string>()];
  const visit = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    const text = readFileSync(file, "utf8");
    for (const [, target = ""] of text.matchAll(/^(?:import|export) (?:[^;"=(]*? from )?"([^"]+)";$/gm)) {
      if (target.startsWith(".")) visit(resolve(dirname(file), target));
      else if (!target.startsWith("node:")) packages.add(target.replace(/^((?:@[^/]+\/)?[^/]+).*/, "$1"));
    }
  };
  for (const file of files) visit(resolve(dist, file));
  return { files: [...seen].map((file) => file.slice(dist.length + 1)), packages: [...packages].sort() };
}

// Time is no test on a machine that others use; how much is loaded is. bench/cold-start.ts measures the time.
describe.skipIf(!existsSync(dist))("mor predict (needs npm run build)", () => {
  it("starts with little", () => {
    const { files, packages } = loadedWith("app/cli/session.js", "app/cli/commands/predict.js");
    expect(packages).toEqual(["@bufbuild/protobuf", "commander", "pure-rand", "zod"]);
    expect(files.length).toBeLessThan(125);
    const needless =
      /^(learning\/(classical|training|backbones|report)|engine\/(nn|autodiff|optim)|data\/partition)\//;
    expect(files.filter((file) => needless.test(file))).toEqual([]);
  });
});
