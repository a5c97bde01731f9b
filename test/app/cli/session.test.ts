import { closeSync, existsSync, openSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { finish, startScript, untilStderr } from "./run-mor.ts";

/** A command line with one command, `try`, that runs the given body of `async (spec, effects) => ...`. */
function scriptWith(body: string): string {
  return `
    import { z } from "zod";
    import { MorError } from "./dist/errors.js";
    import { defineCommand } from "./dist/app/cli/command.js";
    import { runSession } from "./dist/app/cli/session.js";
    const command = defineCommand({
      spec: z.strictObject({ name: z.string().default("nobody"), list: z.array(z.string()).default([]) }),
      positionals: [],
      examples: [],
      task: async (spec, effects) => { ${body} },
      print: (result) => JSON.stringify(result),
    });
    const entries = [{ name: "try", summary: "Try", load: async () => command }];
    process.exitCode = await runSession(["try", ...process.argv.slice(1)], entries, "0.0.0");`;
}

async function run(body: string, ...words: string[]) {
  return await finish(startScript(scriptWith(body), words));
}

const waitForever =
  'await new Promise((_, stop) => { const timer = setInterval(() => {}, 1000); effects.progress({ kind: "message", text: "at work" }); effects.signal.addEventListener("abort", () => { clearInterval(timer); stop(new Error("torn")); }); });';

describe("a session", () => {
  it("prints the result for people, or as one JSON document", async () => {
    const body =
      'effects.warn("Careful."); effects.progress({ kind: "message", text: "Hello" }); return spec;';
    const people = await run(body, "--name", "Grüße 🌱", "--list", "a", "--list", "b");
    expect(people.exitCode).toBe(0);
    expect(people.stdout).toBe('{"name":"Grüße 🌱","list":["a","b"]}\n');
    expect(people.stderr).toBe("warning: Careful.\nHello\n");
    const json = await run(body, "--json", "--quiet");
    expect(JSON.parse(json.stdout)).toEqual({ name: "nobody", list: [] });
    expect(json.stderr).toBe("warning: Careful.\n");
  });

  it("reports an error with its hint and exit code 1", async () => {
    const body = 'throw new MorError("run-invalid", "Expected a run, got none (x)", { hint: "Make one." });';
    const people = await run(body);
    expect(people).toEqual({
      exitCode: 1,
      stdout: "",
      stderr: "error: Expected a run, got none (x)\nhint: Make one.\n",
    });
    const json = await run(body, "--json");
    expect(json.exitCode).toBe(1);
    expect(JSON.parse(json.stdout)).toEqual({
      error: { code: "run-invalid", message: "Expected a run, got none (x)", hint: "Make one." },
    });
  });

  it("calls anything unforeseen a bug, with exit code 70 and a stack only with --debug", async () => {
    const bug = await run('throw new TypeError("x is not y");');
    expect(bug.exitCode).toBe(70);
    expect(bug.stderr).toMatch(/^error: Something unforeseen happened: x is not y\nhint: This is a bug\. /);
    expect(bug.stderr).not.toContain("    at ");
    const debug = await run('throw new TypeError("x is not y", { cause: new Error("deep") });', "--debug");
    expect(debug.stderr).toMatch(/TypeError: x is not y\n {4}at [\s\S]*caused by Error: deep/);
  });

  it("calls a full disk no bug, wherever it strikes", async () => {
    const full = await run(
      'throw Object.assign(new Error("write"), { code: "ENOSPC", path: "/data/x.png" });',
      "--json",
    );
    expect(full.exitCode).toBe(1);
    expect(JSON.parse(full.stdout).error).toMatchObject({ code: "output-unwritable" });
    expect(full.stderr).toContain("ENOSPC (/data/x.png)");
  });

  it.each(["SIGINT", "SIGTERM"] as const)("stops at the first %s, and says so", async (signal) => {
    const child = startScript(scriptWith(waitForever), ["--json"]);
    const finished = finish(child);
    await untilStderr(child, "at work");
    child.kill(signal);
    const { exitCode, stdout, stderr } = await finished;
    expect(exitCode).toBe(130);
    expect(JSON.parse(stdout).error.code).toBe("cancelled");
    expect(stderr).toContain("Stopping ... press Ctrl-C again to quit at once.\n");
    expect(stderr).toContain("error: Stopped before the work was done.\n");
  });

  it("quits at once at the second Ctrl-C, even when the task does not listen", async () => {
    const deaf =
      'effects.progress({ kind: "message", text: "at work" }); await new Promise(() => { setInterval(() => {}, 1000); });';
    const child = startScript(scriptWith(deaf));
    const finished = finish(child);
    await untilStderr(child, "at work");
    child.kill("SIGINT");
    await untilStderr(child, "Stopping");
    child.kill("SIGINT");
    expect((await finished).exitCode).toBe(130);
  });

  it("is silent when the reader of stdout goes away", async () => {
    const child = startScript(
      scriptWith('await new Promise((go) => setTimeout(go, 300)); return "x".repeat(1e6);'),
    );
    child.stdout?.destroy();
    const { stderr, exitCode } = await finish(child);
    expect(stderr).toBe("");
    expect(exitCode).toBe(0);
  });

  it.skipIf(!existsSync("/dev/full"))("says when stdout cannot be written (needs /dev/full)", async () => {
    const full = openSync("/dev/full", "w");
    const child = startScript(scriptWith("return spec;"), ["--json"], full);
    const { exitCode, stderr } = await finish(child);
    closeSync(full);
    expect([exitCode, stderr]).toEqual([1, "error: Expected to write the result to stdout, got ENOSPC.\n"]);
  });

  it("writes plain lines, not bars, when stderr is no terminal", async () => {
    const body =
      'effects.progress({ kind: "start", stage: "Reading", total: 2, unit: "images" }); await new Promise((go) => setTimeout(go, 1200)); effects.progress({ kind: "advance", stage: "Reading", done: 2 }); effects.progress({ kind: "end", stage: "Reading" });';
    const { stderr } = await run(body);
    expect(stderr).toMatch(/^Reading: 2 images in 0:0[12]\n$/);
  });
});
