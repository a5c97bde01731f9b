import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { lastLine, root, runChild } from "./run-child.ts";

/** Milliseconds per image and bytes, as one run of a worker gives them. */
export interface Measurement {
  /** Name and version of a peer. */
  readonly peer?: string;
  readonly train_ms_per_image: number;
  readonly infer_ms_per_image: number;
  /** Largest resident set of the process; NaN where the system does not tell. */
  readonly peakMemory: number;
}

/** Another framework that does the same work. */
export interface Peer {
  /** Name in the results. */
  readonly name: "pytorch-channels-last" | "keras";
  measure(args: readonly string[]): Promise<Measurement>;
}

export interface PeerOptions {
  /** Python that has the frameworks; by default MOR_BENCH_PYTHON, else python3 on the path. */
  readonly python?: string | undefined;
  /** Folder of the peers' scripts; by default ../shared/bench beside the checkout. */
  readonly scripts?: string | undefined;
}

const known = [
  {
    name: "pytorch-channels-last",
    module: "torch",
    script: "paper_cnn_torch.py",
    args: ["--mode", "channels_last"],
  },
  { name: "keras", module: "tensorflow", script: "paper_cnn_keras.py", args: [] },
] as const;

/** Runs a script as a program and adds a line with the peak memory of the process. */
const wrapper = `
import json, runpy, sys
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
try:
    import resource
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
except ImportError:
    peak = None
print(json.dumps(peak))
`;

/** The peers that run here, and why the others do not. */
export async function findPeers(options: PeerOptions): Promise<{ peers: Peer[]; absent: string[] }> {
  const python = options.python ?? process.env.MOR_BENCH_PYTHON ?? "python3";
  const folder = resolve(options.scripts ?? join(root, "../shared/bench"));
  const peers: Peer[] = [];
  const absent: string[] = [];
  for (const { name, module, script, args } of known) {
    const path = join(folder, script);
    if (!existsSync(path)) absent.push(`${name} (no ${path})`);
    else if (!(await canImport(python, module))) absent.push(`${name} (${python} has no ${module})`);
    else {
      peers.push({
        name,
        async measure(more) {
          const output = await runChild(python, ["-c", wrapper, path, ...args, ...more]);
          const lines = output.trim().split("\n");
          const peak = lastLine<number | null>(lines.pop() ?? "null");
          return { ...lastLine<Measurement>(lines.join("\n")), peakMemory: peak ?? Number.NaN };
        },
      });
    }
  }
  return { peers, absent };
}

/** Looks without importing: frameworks take seconds to start. */
async function canImport(python: string, module: string): Promise<boolean> {
  const code = `import importlib.util, sys; sys.exit(importlib.util.find_spec("${module}") is None)`;
  return runChild(python, ["-c", code]).then(
    () => true,
    () => false,
  );
}
