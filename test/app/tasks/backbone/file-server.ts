import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

/** How a server treats the files that it has. */
export interface FileServerOptions {
  /** By path: `/vgg16.h5`. */
  readonly files: Readonly<Record<string, Uint8Array>>;
  readonly ranges?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
  /** Called before each answer; what it returns changes the answer. */
  readonly fault?: (request: number) => Fault | undefined;
}

export interface Fault {
  /** Answer with this status and no file. */
  readonly status?: number;
  /** Cut the connection after so many bytes of the body. */
  readonly cutAfter?: number;
  /** Send so many bytes of the body, then nothing more. */
  readonly stallAfter?: number;
  /** Pause between pieces of 1 KiB, in milliseconds. */
  readonly slow?: number;
}

export interface FileServer {
  readonly address: string;
  /** Of each request: its path, the range that was asked for, and how many bytes of the body were sent. */
  readonly requests: { path: string; range: string | undefined; sent: number }[];
  readonly close: () => Promise<void>;
}

/** Serves files over HTTP on the loopback, with the faults of real servers. */
export async function serveFiles(options: FileServerOptions): Promise<FileServer> {
  const requests: FileServer["requests"] = [];
  const server = createServer((request, response) => {
    void answer(request, response, options, requests);
  });
  await new Promise<void>((settle) => server.listen(0, "127.0.0.1", settle));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    address: `http://127.0.0.1:${port}`,
    requests,
    close: () =>
      new Promise((settle) => {
        server.close(() => settle());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { files, ranges = true, headers = {}, fault }: FileServerOptions,
  requests: FileServer["requests"],
): Promise<void> {
  const { range, "if-range": condition } = request.headers;
  const record = { path: request.url ?? "", range, sent: 0 };
  const number = requests.push(record) - 1;
  const { status, cutAfter, stallAfter, slow } = fault?.(number) ?? {};
  const file = files[record.path];
  if (status !== undefined || file === undefined) {
    const location = headers.location === undefined ? {} : { location: headers.location };
    response.writeHead(status ?? 404, location).end("no file");
    return;
  }
  const same =
    condition === undefined || condition === headers.etag || condition === headers["last-modified"];
  const first = ranges && same ? Number(/^bytes=(\d+)-$/.exec(range ?? "")?.[1] ?? 0) : 0;
  const body = file.subarray(first);
  response.writeHead(first > 0 ? 206 : 200, {
    ...headers,
    "content-length": String(body.length),
    ...(first > 0 ? { "content-range": `bytes ${first}-${file.length - 1}/${file.length}` } : {}),
  });
  const end = Math.min(body.length, cutAfter ?? body.length, stallAfter ?? body.length);
  for (let at = 0; at < end; at += 1024) {
    const piece = body.subarray(at, Math.min(at + 1024, end));
    if (response.destroyed) return;
    await new Promise<void>((settle) => response.write(piece, () => settle()));
    record.sent += piece.length;
    if (slow !== undefined) await new Promise((settle) => setTimeout(settle, slow));
  }
  if (cutAfter !== undefined && end < body.length) {
    // What was written is delivered first, then the connection ends before its time; destroying it could lose some.
    response.socket?.end();
  } else if (stallAfter === undefined) {
    response.end();
  }
}
