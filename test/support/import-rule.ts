/** The import rule of ARCHITECTURE.md as two tables. A module that neither table allows is a violation. */

export interface ModuleImports {
  /** Path below `src`. */
  readonly module: string;
  /** Paths below `src`, package names, or `node:` modules. */
  readonly imports: readonly string[];
}

/** Open to every room above them. */
const base = ["errors", "files", "tensor"];

/** Which rooms a room may import, besides itself. A folder that is missing here is a violation. */
const rooms: Readonly<Record<string, readonly string[]>> = {
  errors: [],
  files: ["errors"],
  tensor: ["errors"],
  "data/images": [...base],
  "data/phantoms": [...base, "data/images"],
  "data/formula": [...base, "data/images", "data/phantoms"],
  "data/dataset": [...base, "data/images"],
  "data/partition": [...base, "data/images", "data/dataset"],
  "data/augment": [...base, "data/images", "data/dataset"],
  "data/batch": [...base, "data/images", "data/dataset", "data/augment"],
  "engine/graph": [...base],
  "engine/autodiff": [...base, "engine/graph"],
  "engine/nn": [...base, "engine/graph", "engine/autodiff"],
  "engine/layout": [...base, "engine/graph"],
  "engine/optim": [...base, "engine/graph", "engine/autodiff"],
  "engine/runtime": [
    ...base,
    "engine/graph",
    "engine/autodiff",
    "engine/nn",
    "engine/optim",
    "engine/layout",
  ],
  "engine/quantization": [...base, "engine/graph", "engine/runtime"],
  "learning/metrics": [...base],
  "learning/training": [...base, "data", "engine", "learning/metrics", "learning/evaluation"],
  "learning/evaluation": [...base, "data", "engine", "learning/metrics"],
  "learning/backbones": [...base, "data", "engine"],
  "learning/features": [...base, "data", "engine", "learning/backbones"],
  "learning/classical": [...base, "data", "learning/metrics", "learning/evaluation"],
  "learning/models": [
    ...base,
    "data",
    "engine",
    "learning/metrics",
    "learning/evaluation",
    "learning/training",
    "learning/backbones",
    "learning/features",
    "learning/classical",
  ],
  "learning/pretraining": [
    ...base,
    "data",
    "engine",
    "learning/metrics",
    "learning/evaluation",
    "learning/training",
    "learning/backbones",
    "learning/classical",
  ],
  "learning/comparison": [...base, "learning/metrics", "learning/evaluation"],
  "learning/drawing": [...base, "data"],
  "learning/explanation": [
    ...base,
    "data",
    "engine",
    "learning/metrics",
    "learning/evaluation",
    "learning/backbones",
    "learning/features",
    "learning/classical",
    "learning/models",
  ],
  "learning/report": [...base, "data", "learning/metrics", "learning/evaluation", "learning/comparison"],
  "app/protocol": [],
  "app/tasks": [...base, "data", "engine", "learning", "app/protocol"],
  "app/server": [...base, "data", "engine", "learning", "app/tasks", "app/protocol"],
  "app/cli": [...base, "data", "app/tasks", "app/server", "app/protocol"],
  index: [...base, "data", "engine", "learning", "app/tasks", "app/protocol"],
};

/** In which rooms a third-party package may be imported. */
const packages: Readonly<Record<string, readonly string[]>> = {
  "pure-rand": ["tensor"],
  sharp: ["data/images"],
  "csv-parse": ["data/dataset", "learning/evaluation", "learning/training"],
  "csv-stringify": [
    "data/dataset",
    "data/phantoms",
    "learning/evaluation",
    "learning/training",
    "learning/features",
    "learning/comparison",
  ],
  "@bufbuild/protobuf": ["engine/graph"],
  "onnxruntime-node": ["engine/runtime"],
  h5wasm: ["learning/evaluation", "learning/backbones"],
  hyparquet: ["learning/features"],
  "hyparquet-writer": ["learning/features"],
  "@observablehq/plot": ["learning/report"],
  linkedom: ["learning/report"],
  "opentype.js": ["learning/drawing"],
  "@fontsource/inter": ["learning/drawing"],
  "d3-scale-chromatic": ["learning/drawing"],
  "umap-js": ["learning/explanation"],
  zod: ["app/tasks", "app/server", "learning/evaluation", "learning/training", "learning/classical"],
  hono: ["app/server"],
  "@hono/node-server": ["app/server"],
  open: ["app/server"],
  yaml: ["app/cli"],
  commander: ["app/cli"],
};

/** One line for each import that the tables do not allow, each unknown room, and each cycle. */
export function findViolations(modules: readonly ModuleImports[]): string[] {
  const violations: string[] = [];
  for (const { module, imports } of modules) {
    const room = roomOf(module);
    const allowed = rooms[room];
    if (allowed === undefined) {
      violations.push(`${module}: the room "${room}" is not in the table`);
      continue;
    }
    for (const target of imports) {
      if (target.startsWith("node:")) continue;
      const reason = target.endsWith(".ts")
        ? checkRoom(room, allowed, roomOf(target))
        : checkPackage(room, packageOf(target));
      if (reason) violations.push(`${module}: ${reason}`);
    }
  }
  return [...violations, ...findCycles(modules)];
}

function checkRoom(room: string, allowed: readonly string[], target: string): string | undefined {
  if (target === room || allowed.some((name) => target === name || target.startsWith(`${name}/`))) return;
  return `${room} may not import ${target}`;
}

function checkPackage(room: string, name: string): string | undefined {
  if (packages[name]?.includes(room)) return;
  return `${room} may not import the package ${name}`;
}

/** `engine/graph/builder.ts` -> `engine/graph`; `errors.ts` -> `errors`. */
function roomOf(module: string): string {
  const folders = module.split("/").slice(0, -1);
  return folders.length === 0 ? module.replace(/\.ts$/, "") : folders.slice(0, 2).join("/");
}

function packageOf(target: string): string {
  return target
    .split("/")
    .slice(0, target.startsWith("@") ? 2 : 1)
    .join("/");
}

function findCycles(modules: readonly ModuleImports[]): string[] {
  const graph = new Map(modules.map(({ module, imports }) => [module, imports]));
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (module: string, trail: readonly string[]): void => {
    const start = trail.indexOf(module);
    if (start >= 0) {
      cycles.push(`cycle: ${[...trail.slice(start), module].join(" -> ")}`);
      return;
    }
    if (done.has(module)) return;
    for (const target of graph.get(module) ?? []) visit(target, [...trail, module]);
    done.add(module);
  };
  for (const { module } of modules) visit(module, []);
  return cycles;
}
