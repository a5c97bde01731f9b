import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { lastLine, root, runChild } from "./run-child.ts";

/** What every peer's script prints beside its measurements. */
export interface PeerOutput {
  /** Name and version of the peer. */
  readonly peer: string;
  /** Largest resident set of the process in bytes; NaN where the system does not tell. */
  readonly peakMemory: number;
}

/** A script of another framework that does the same work as ours. */
export interface Peer {
  /** Runs it in a process of its own. @returns the JSON of its last line, as the caller knows it. */
  run<T>(args: readonly string[]): Promise<T & PeerOutput>;
}

export interface Peers {
  /** A script of the given ones (`../shared/bench`), which may be absent. */
  given(script: string): string;
  /** A script of our own. */
  own(script: string): string;
  /** Path of a Python that has these modules. @returns undefined, and says why, where there is none. */
  python(name: string, modules: readonly string[]): Promise<string | undefined>;
  /** @returns undefined, and says why, where there is no such script, or no Python that has these modules. */
  open(name: string, script: string, modules: readonly string[]): Promise<Peer | undefined>;
}

export interface PeersOptions {
  /** Python that has the frameworks; by default MOR_BENCH_PYTHON, else the first that has them of python3 and ~/peers. */
  readonly python?: string | undefined;
  /** Folder of the given scripts; by default ../shared/bench beside the checkout. */
  readonly scripts?: string | undefined;
  readonly leaveOut: (what: string, why: string) => void;
}

/** Runs a script as a program and adds a line with the peak memory of the process. */
const wrapper = `
import json, runpy, sys
sys.argv = sys.argv[1:]
sys.path[0] = ""
runpy.run_path(sys.argv[0], run_name="__main__")
try:
    import resource
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
except ImportError:
    peak = None
print(json.dumps(peak))
`;

export function findPeers({ python, scripts, leaveOut }: PeersOptions): Peers {
  const only = python ?? process.env.MOR_BENCH_PYTHON;
  const candidates = only ? [only] : ["python3", join(homedir(), "peers/bin/python")];
  const folder = resolve(scripts ?? join(root, "../shared/bench"));
  const findPython = async (name: string, modules: readonly string[]): Promise<string | undefined> => {
    for (const candidate of candidates) if (await canImport(candidate, modules)) return candidate;
    leaveOut(name, `no Python has ${modules.join(" and ")}: tried ${candidates.join(" and ")}`);
    return undefined;
  };
  return {
    given: (script) => join(folder, script),
    own: (script) => join(root, "bench/peers", script),
    python: findPython,
    async open(name, script, modules) {
      if (!existsSync(script)) {
        leaveOut(name, `there is no ${script}`);
        return undefined;
      }
      const found = await findPython(name, modules);
      if (found === undefined) return undefined;
      return {
        async run(args) {
          const output = await runChild(found, ["-c", wrapper, script, ...args]);
          const lines = output.trim().split("\n");
          const peak = lastLine<number | null>(lines.pop() ?? "null");
          return { ...lastLine(lines.join("\n")), peakMemory: peak ?? Number.NaN };
        },
      };
    },
  };
}

const known = new Map<string, Promise<boolean>>();

/** Looks without importing: frameworks take seconds to start. */
function canImport(python: string, modules: readonly string[]): Promise<boolean> {
  const wanted = JSON.stringify(modules);
  const code = `import importlib.util, sys; sys.exit(any(importlib.util.find_spec(m) is None for m in ${wanted}))`;
  const key = `${python} ${wanted}`;
  const found =
    known.get(key) ??
    runChild(python, ["-c", code]).then(
      () => true,
      () => false,
    );
  known.set(key, found);
  return found;
}
