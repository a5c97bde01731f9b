import type { BackboneResult } from "../../tasks/backbone/backbone-task.ts";
import { formatCount } from "./progress-line.ts";
import { formatTable } from "./table.ts";

/** What is in the store, or what was done with it. */
export function formatBackbones(result: BackboneResult): string {
  switch (result.action) {
    case "list":
      return formatList(result.backbones, result.folder);
    case "remove":
      return result.removed.map((name) => `Removed ${name}`).join("\n");
    case "pull":
      return result.backbones.map((pulled) => formatStored(pulled, checks[pulled.checked])).join("\n\n");
    case "add":
      return result.backbones.map((added) => formatStored(added, "stored")).join("\n\n");
  }
}

type Stored = (BackboneResult & { action: "add" })["backbones"][number];
type Listed = (BackboneResult & { action: "list" })["backbones"][number];

const checks: Readonly<
  Record<(BackboneResult & { action: "pull" })["backbones"][number]["checked"], string>
> = {
  published: "stored (its checksum is the published one)",
  server: "stored (no checksum is published; that of the server fits)",
  network: "stored (no checksum is published; its layers fit)",
  stored: "is there already",
};

function formatStored(entry: Stored, done: string): string {
  const { name, title, size, features, parameters, bytes, path, origin } = entry;
  const facts = [
    ...(size === undefined ? ["any input size"] : [`input ${size} x ${size}`]),
    ...(features === undefined ? [] : [`${formatCount(features)} features`]),
    `${formatCount(parameters)} parameters`,
    formatBytes(bytes),
  ];
  return [
    `${name} ${done}`,
    `  ${title}: ${facts.join(", ")}`,
    `  file: ${path}`,
    `  licence of the weights: ${origin.licence ?? "not stated"}`,
    ...(origin.citation === undefined ? [] : [`  please cite: ${origin.citation}`]),
    ...(origin.address === undefined ? [] : [`  from: ${origin.address}`]),
  ].join("\n");
}

function formatList(backbones: readonly Listed[], folder: string): string {
  const right = (title: string) => ({ title, align: "right" }) as const;
  const table = formatTable(
    [
      { title: "name" },
      { title: "there" },
      right("file"),
      right("input"),
      right("features"),
      right("parameters"),
      { title: "licence of the weights" },
    ],
    backbones.map((entry) => [
      entry.name,
      states[entry.state],
      entry.bytes === undefined ? "" : formatBytes(entry.bytes),
      entry.size === undefined ? "" : String(entry.size),
      entry.features === undefined ? "" : formatCount(entry.features),
      entry.parameters === undefined ? "" : formatCount(entry.parameters),
      entry.origin?.licence ?? "",
    ]),
  );
  const damaged = backbones.flatMap(({ name, damage }) =>
    damage === undefined ? [] : [`${name}: ${damage}`],
  );
  const notes = damaged.length === 0 ? [] : [damaged.map((line) => `Damaged: ${line}`).join("\n")];
  return [table, ...notes, `The store is ${folder} (MOR_CACHE moves it).`].join("\n\n");
}

const states: Readonly<Record<Listed["state"], string>> = {
  included: "included",
  stored: "yes",
  published: "-",
  damaged: "damaged",
};

/** `9.4 MB`, in powers of ten as disks and browsers count. */
function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const [unit, factor] = bytes < 1e6 ? ["kB", 1e3] : ["MB", 1e6];
  const value = bytes / factor;
  return `${value.toFixed(value < 100 ? 1 : 0)} ${unit}`;
}
