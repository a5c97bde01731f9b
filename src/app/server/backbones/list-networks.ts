import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { PretrainedNetwork, PretrainedNetworks } from "../../protocol/backbone-api.ts";
import type { Job } from "../../protocol/job.ts";
import { type ListedBackbone, listBackbones } from "../../tasks/backbone/list-backbones.ts";
import { publishedByName } from "../../tasks/backbone/published-weights.ts";
import { backboneFolder } from "../../tasks/backbone/store.ts";
import type { ServerContext } from "../context.ts";
import type { Workspace } from "../workspace/workspace.ts";

/** What the job of a download is called; by it the page finds it again. */
export function pullTitle(name: string): string {
  return `Download the network "${name}"`;
}

/** The store of pretrained networks with what can be had, and files that could be added. */
export async function listNetworks({
  workspace,
  jobs,
}: Pick<ServerContext, "workspace" | "jobs">): Promise<PretrainedNetworks> {
  const known = jobs.list();
  const networks = await listBackbones();
  return {
    folder: backboneFolder(),
    networks: networks.map((network) => describeNetwork(network, known)),
    files: await weightFiles(workspace),
  };
}

function describeNetwork(network: ListedBackbone, jobs: readonly Job[]): PretrainedNetwork {
  const { name, title, state, damage, size, features, parameters, origin } = network;
  const published = publishedByName(name);
  const job = jobs.find((one) => one.kind === "backbone" && one.title === pullTitle(name));
  return {
    name,
    title,
    state,
    damage: damage ?? null,
    // Four bytes a number, and little else.
    bytes: network.bytes ?? (parameters === undefined ? null : 4 * parameters),
    size: size ?? null,
    features: features ?? null,
    parameters: parameters ?? null,
    licence: origin?.licence ?? null,
    citation: origin?.citation ?? null,
    host: published === undefined ? null : new URL(published.address).host,
    job: job ? { id: job.id, status: job.status } : null,
  };
}

/** Those directly in a folder that the page may see; links are passed over. */
async function weightFiles({ folder, folders }: Workspace): Promise<string[]> {
  const found: string[] = [];
  for (const place of [folder, ...folders.list()]) {
    const entries = await readdir(place, { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      if (entry.isFile() && /\.(onnx|h5|hdf5|safetensors)$/i.test(entry.name))
        found.push(join(place, entry.name));
    }
  }
  return found.sort();
}
