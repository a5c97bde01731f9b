import type { Server } from "node:http";
import { createAdaptorServer } from "@hono/node-server";
import { MorError } from "../../errors.ts";
import { errnoOf } from "../../files/output-error.ts";
import { createApplication } from "./application.ts";
import type { ServerContext } from "./context.ts";
import { createEventHub } from "./event-hub.ts";
import { openJobs } from "./jobs/open-jobs.ts";
import type { Routes } from "./route.ts";
import { allRoutes } from "./routes/all-routes.ts";
import { createTickets, newAccessToken } from "./security/access-token.ts";
import { lockWorkspace } from "./server-lock.ts";
import { webFolder } from "./static-files.ts";
import { hiddenFolders } from "./workspace/open-chosen-folders.ts";
import { openWorkspace } from "./workspace/open-workspace.ts";

export interface ServerOptions {
  readonly workspace: string;
  /** Folders below which others may be chosen. */
  readonly roots: readonly string[];
  /** Tried one after the other; 0 takes any that is free. */
  readonly ports: readonly number[];
  readonly now: () => Date;
  readonly warn: (text: string) => void;
  readonly routes?: Routes;
  /** The built page. */
  readonly web?: string;
}

export interface RunningServer {
  /** `http://127.0.0.1:7411` */
  readonly address: string;
  /** The address with what opens it. */
  readonly link: string;
  readonly token: string;
  /** A link that opens the page once. */
  readonly issueLink: () => string;
  readonly context: ServerContext;
  /** Ends all connections and processes; their jobs are kept as interrupted. */
  readonly close: () => Promise<void>;
}

/** Nobody but this machine can reach it. */
const loopback = "127.0.0.1";

/**
 * Opens a workspace and serves it until it is closed.
 *
 * @throws MorError `output-exists` when another server works in it, `usage` when no port is free, and what opening the
 *   workspace throws.
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { now, warn } = options;
  const events = createEventHub();
  const workspace = await openWorkspace(options.workspace, options.roots);
  const lock = await lockWorkspace(workspace.folder);
  try {
    for (const hidden of await hiddenFolders(workspace.folder, options.roots)) {
      warn(`A chosen folder may not be seen and is passed over: ${hidden}. Allow it with --browse.`);
    }
    const jobs = await openJobs({ folder: workspace.folder, publish: events.publish, now, warn });
    const context: ServerContext = { workspace, jobs, publish: events.publish, now };
    const token = newAccessToken();
    const tickets = createTickets();
    let port = 0;
    const application = createApplication({
      context,
      routes: options.routes ?? allRoutes,
      events,
      token,
      tickets,
      port: () => port,
      web: options.web ?? webFolder,
      onBug: (error) => warn(`A request failed unforeseen: ${error instanceof Error ? error.stack : error}`),
    });
    const server = createServer((request, env) => application.fetch(request, env));
    port = await listen(server, options.ports);
    const address = `http://${loopback}:${port}`;
    await lock.announce(address).catch((error: unknown) => {
      server.close(); // it would keep the process alive
      throw error;
    });
    return {
      address,
      link: `${address}/?token=${token}`,
      token,
      issueLink: () => `${address}/?token=${tickets.issue()}`,
      context,
      close: async () => {
        events.close();
        const closed = new Promise<void>((settle) => server.close(() => settle()));
        server.closeAllConnections();
        try {
          await Promise.all([closed, jobs.close()]);
          await workspace.close();
        } finally {
          await lock.release();
        }
      },
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

function createServer(fetch: Parameters<typeof createAdaptorServer>[0]["fetch"]): Server {
  const server = createAdaptorServer({
    fetch,
    hostname: loopback,
    serverOptions: {
      // Inputs of questions stand in the address: up to 64 KiB, which percent signs can make three times as long.
      maxHeaderSize: 256 * 2 ** 10,
      headersTimeout: 20_000,
      requestTimeout: 10 * 60_000, // an upload may take its time
      keepAliveTimeout: 30_000,
    },
  });
  // Without other options it is a server of node:http.
  return server as Server;
}

async function listen(server: Server, ports: readonly number[]): Promise<number> {
  for (const port of ports) {
    const free = await new Promise<boolean>((settle, fail) => {
      const onError = (error: Error): void => {
        if (errnoOf(error) === "EADDRINUSE") settle(false);
        else fail(portError(port, error));
      };
      server.once("error", onError);
      server.listen(port, loopback, () => {
        server.off("error", onError);
        settle(true);
      });
    });
    const bound = server.address();
    if (free && bound !== null && typeof bound === "object") return bound.port;
  }
  throw portError(ports[0] ?? 0, undefined, ports.length);
}

function portError(port: number, cause: unknown, tried = 1): MorError {
  const ports = tried === 1 ? `port ${port}` : `one of the ports ${port} to ${port + tried - 1}`;
  const reason =
    cause instanceof Error ? cause.message : tried === 1 ? "one that is in use" : "none that is free";
  return new MorError("usage", `Expected ${ports} to be free, got ${reason}.`, {
    hint: "Choose another with --port, or leave that out to take the next free one.",
    cause,
  });
}
