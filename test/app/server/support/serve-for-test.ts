import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { Routes } from "../../../../src/app/server/route.ts";
import { type RunningServer, startServer } from "../../../../src/app/server/start-server.ts";

/** A folder of its own for one test, links resolved; gone afterwards. */
export async function makeFolderForTest(): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "mor-server-")));
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));
  return folder;
}

export interface TestServer extends RunningServer {
  readonly port: number;
  readonly workspace: string;
  /** Holds the workspace and whatever the test puts beside it. */
  readonly above: string;
  readonly warnings: readonly string[];
}

/** A real server on a free port over an empty workspace, with a page of two files. */
export async function serveForTest(
  options: { readonly above?: string; readonly routes?: Routes; readonly roots?: readonly string[] } = {},
): Promise<TestServer> {
  const above = options.above ?? (await makeFolderForTest());
  const web = join(above, "web");
  await mkdir(join(web, "assets"), { recursive: true });
  await writeFile(join(web, "index.html"), '<meta name="csp-nonce" content="__NONCE__"><title>mor</title>');
  await writeFile(join(web, "assets", "index-0a1b.js"), "export {};\n");
  const warnings: string[] = [];
  const workspace = join(above, "workspace");
  const server = await startServer({
    workspace,
    roots: options.roots ?? [join(above, "pictures")],
    ports: [0],
    now: () => new Date(),
    warn: (text) => warnings.push(text),
    web,
    ...(options.routes ? { routes: options.routes } : {}),
  });
  onTestFinished(() => server.close());
  return { ...server, port: Number(new URL(server.address).port), workspace, above, warnings };
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** One request as it is written here: unlike fetch, any header can be set and no path is tidied up. */
export async function ask(
  { port, token }: Pick<TestServer, "port" | "token">,
  path: string,
  options: {
    readonly method?: string;
    readonly headers?: OutgoingHttpHeaders;
    readonly body?: string | Uint8Array;
    /** False: without what opens the page. */
    readonly authorized?: boolean;
  } = {},
): Promise<Answer> {
  const { method = "GET", headers = {}, body, authorized = true } = options;
  return await new Promise((settle, fail) => {
    const sent = request(
      {
        host: "127.0.0.1",
        port,
        path,
        method,
        agent: false,
        headers: { ...(authorized ? { Authorization: `Bearer ${token}` } : {}), ...headers },
      },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on("data", (chunk: Buffer) => chunks.push(chunk));
        answer.on("error", fail);
        answer.on("end", () =>
          settle({
            status: answer.statusCode ?? 0,
            headers: answer.headers,
            text: Buffer.concat(chunks).toString(),
          }),
        );
      },
    );
    sent.on("error", fail);
    sent.end(body);
  });
}

/** `POST` of a JSON document. */
export function post(
  server: Pick<TestServer, "port" | "token">,
  path: string,
  input: unknown,
): Promise<Answer> {
  const headers = { "Content-Type": "application/json" };
  return ask(server, path, { method: "POST", headers, body: JSON.stringify(input) });
}

/** `?input=` of a question. */
export function withInput(path: string, input: unknown): string {
  return `${path}?input=${encodeURIComponent(JSON.stringify(input))}`;
}
