import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runMor } from "./run-mor.ts";

const root = resolve(import.meta.dirname, "../../..");
const commands = readdirSync(join(root, "src/app/cli/commands")).map((name) => name.replace(/\.ts$/, ""));

let room: string;

beforeEach(() => {
  room = mkdtempSync(join(tmpdir(), "mor-cli-"));
});

afterEach(() => rmSync(room, { recursive: true, force: true }));

describe("mor", () => {
  it("prints its version, which is that of the package", async () => {
    const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    expect(await runMor(["--version"])).toEqual({ exitCode: 0, stdout: `${version}\n`, stderr: "" });
    expect((await runMor(["--json", "--version"])).stdout).toBe(`${version}\n`);
  });

  it("answers --version quickly: not much later than Node itself", async () => {
    const times: number[] = [];
    for (let attempt = 0; attempt < 5; attempt += 1) {
      const start = performance.now();
      await runMor(["--version"]);
      times.push(performance.now() - start);
    }
    // The bar is 200 ms on an idle machine; test machines are not idle.
    expect(Math.min(...times)).toBeLessThan(400);
  });

  it("lists every command in its help", async () => {
    const { exitCode, stdout, stderr } = await runMor(["--help"]);
    expect([exitCode, stderr]).toEqual([0, ""]);
    for (const name of commands) expect(stdout).toMatch(new RegExp(`^  ${name} {2,}\\S`, "m"));
  });

  it.each(commands)("helps with %s: a description, described options and examples", async (name) => {
    const { exitCode, stdout } = await runMor([name, "--help"]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(new RegExp(`^Usage: mor ${name} .*\\[options\\]\n\n\\S`));
    expect(stdout).toMatch(new RegExp(`\nExamples:\n {2}# \\S.*\n {2}mor ${name}`));
    expect(stdout).toContain("--json");
    const bare = stdout.split("\n").filter((line) => /^ {2}--\S+( <[^>]*>)?\s*$/.test(line));
    const wrapped = bare.filter((line) => line.length < 20);
    expect(wrapped).toEqual([]);
    expect((await runMor(["help", name])).stdout).toBe(stdout);
  });

  it("loads nothing but the parser for its help", async () => {
    const { stdout } = await runMor(["--help"]);
    expect(stdout).toContain("Commands:");
    for (const file of ["main", "program", "session"]) {
      const text = readFileSync(join(root, `dist/app/cli/${file}.js`), "utf8");
      expect(text).not.toMatch(/from "(zod|sharp|onnxruntime-node|yaml|\.\/commands\/)/);
    }
  });
});

describe("wrong use", () => {
  it.each([
    [[], "error: Expected a command, got nothing.", "mor --help"],
    [["trian"], 'error: Expected a command, got "trian".', ""],
    [["inspct", "x"], 'error: Expected a command, got "inspct".', 'hint: Did you mean "mor inspect"?'],
    [["help", "inspct"], 'got "inspct"', 'Did you mean "mor inspect"?'],
    [["inspect", "--sampel", "3"], "error: Unknown option '--sampel'.", "hint: Did you mean --sample?"],
    [["inspect"], "error: Expected DATA, got nothing.", "--help"],
    [["inspect", "x", "--sample"], "argument missing", "--help"],
    [["inspect", "x", "--sample", "few"], 'Expected --sample to be a number, got "few".', "--help"],
    [["inspect", "x", "y"], "Too many arguments", "--help"],
    [["partition", "x"], "Expected --out, got nothing.", "--help"],
    [["inspect", "x", "--max-broken", "2"], "Expected --max-broken to be at most 1, got 2.", "--help"],
  ])("%j ends with exit code 2", async (words, message, hint) => {
    const { exitCode, stdout, stderr } = await runMor(words);
    expect([exitCode, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(message);
    expect(stderr).toContain(hint);
    const asJson = await runMor([...words.slice(0, 1), "--json", ...words.slice(1)]);
    expect(asJson.exitCode).toBe(2);
    expect(JSON.parse(asJson.stdout).error.code).toBe("usage");
  });

  it("names what is missing, with exit code 1", async () => {
    const { exitCode, stderr } = await runMor(["inspect", join(room, "nowhere")]);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(
      /^error: Expected a folder of images or a manifest, got nothing there \(.*nowhere\)/,
    );
    expect(stderr).toMatch(/\nhint: Check the spelling/);
  });
});

describe("--config", () => {
  const config = (text: string): string => {
    const path = join(room, "config.yaml");
    writeFileSync(path, text);
    return path;
  };

  it("gives options and arguments, and the command line wins", async () => {
    const file = config(`predictions: ${join(room, "p.csv")}\npart: val\nbootstrap: 10\n`);
    writeFileSync(
      join(room, "p.csv"),
      "path,label,p_a,p_b\n1,a,0.9,0.1\n2,b,0.2,0.8\n3,a,0.4,0.6\n4,b,0.1,0.9\n",
    );
    const fromFile = await runMor(["evaluate", "--config", file, "--json"]);
    expect(JSON.parse(fromFile.stdout).part).toBe("val");
    const overruled = await runMor(["--config", file, "evaluate", "--part", "train", "--json"]);
    expect(JSON.parse(overruled.stdout).part).toBe("train");
    expect(JSON.parse(overruled.stdout).levels.image.accuracy.value).toBe(0.75);
  });

  it("refuses unknown keys, and says where a wrong value stands", async () => {
    const unknown = await runMor(["inspect", "x", "--config", config("maxbroken: 0.1")]);
    expect(unknown.exitCode).toBe(2);
    expect(unknown.stderr).toContain('hint: Did you mean "maxBroken"?');
    const wrong = await runMor(["inspect", "x", "--config", config("sample: many")]);
    expect(wrong.exitCode).toBe(2);
    expect(wrong.stderr).toMatch(/Expected "sample" in .*config\.yaml to be a number, got "many"\./);
    const missing = await runMor(["inspect", "x", "--config", join(room, "none.yaml")]);
    expect(missing.exitCode).toBe(1);
    expect(missing.stderr).toContain("hint: Check the path given to --config.");
  });
});
