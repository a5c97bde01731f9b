import { Hono, type MiddlewareHandler } from "hono";
import { compress } from "hono/compress";
import type { z } from "zod";
import { MorError } from "../../errors.ts";
import { parseSpec } from "../tasks/spec.ts";
import type { ServerContext } from "./context.ts";
import type { EventHub } from "./event-hub.ts";
import { failureDocument, failureStatus } from "./failure.ts";
import type { FileAnswer, RequestContext, Routes } from "./route.ts";
import { hasToken, isSameToken, type Tickets, tokenCookie } from "./security/access-token.ts";
import { commonHeaders, dataPolicy } from "./security/answer-headers.ts";
import { fileHeaders } from "./security/file-headers.ts";
import { limitBody, readText } from "./security/limit-body.ts";
import { type Input, parseJson } from "./security/parse-json.ts";
import { refuseForeign } from "./security/refuse-foreign.ts";
import { serveAsset, servePage } from "./static-files.ts";

export interface ApplicationOptions {
  readonly context: ServerContext;
  readonly routes: Routes;
  readonly events: EventHub;
  readonly token: string;
  readonly tickets: Tickets;
  /** Known only once the server listens. */
  readonly port: () => number;
  /** The built page. */
  readonly web: string;
  /** Told of errors that nobody foresaw. */
  readonly onBug: (error: unknown) => void;
}

const maxJsonBytes = 2 ** 18;
const maxInputCharacters = 64 * 2 ** 10;
const worthCompressing = 4096;

/** Everything between a request and its handler: who asks is checked first, then what is asked; every answer is sealed. */
export function createApplication(options: ApplicationOptions): Hono {
  const { context, routes, events, token, tickets, port, web } = options;
  const application = new Hono({ strict: true });

  application.use(async (c, next) => {
    await next();
    for (const [name, value] of Object.entries(commonHeaders)) c.res.headers.set(name, value);
    if (!c.res.headers.has("Content-Security-Policy")) c.header("Content-Security-Policy", dataPolicy);
    if (!c.res.headers.has("Cache-Control")) c.header("Cache-Control", "no-store");
  });
  application.use(async (c, next) => {
    const reason = refuseForeign(c.req.raw, port());
    if (reason !== undefined) return refuse(403, reason, null);
    const given = c.req.query("token");
    if (c.req.path === "/" && given !== undefined && (isSameToken(token, given) || tickets.use(given))) {
      // The token leaves the address bar, and with it the history.
      return new Response(null, {
        status: 303,
        headers: { Location: "/", "Set-Cookie": tokenCookie(token, port()) },
      });
    }
    if (!hasToken(token, c.req.raw.headers, port())) return refuseUnknown(c.req.path);
    return next();
  });
  application.use(
    compress({
      threshold: worthCompressing,
      contentTypeFilter: /^(application\/json|text\/(css|csv|html|javascript))\b/,
    }),
  );

  const requestContext = (request: Request): RequestContext => ({ ...context, signal: request.signal });
  application.get("/", () => servePage(web));
  application.get(
    "/assets/:name",
    async (c) => (await serveAsset(web, "assets", c.req.param("name"))) ?? c.notFound(),
  );
  application.get("/api/events", (c) => {
    const headers = { "Content-Type": "text/event-stream", "X-Accel-Buffering": "no" };
    return new Response(events.subscribe(c.req.raw.signal), { headers });
  });
  // Whatever is asked or done without its folder would look as if the study were empty.
  const checkThere: MiddlewareHandler = async (_, next) => {
    await context.workspace.checkThere();
    await next();
  };
  for (const path of ["/api/*", "/file/*", "/upload/*"]) application.use(path, checkThere);
  for (const [name, handler] of entriesOf<JsonHandler>(routes.queries)) {
    application.get(`/api/${name}`, async (c) => {
      const input = parseInput(handler.input, c.req.query("input"));
      return json(await handler.handle(input, requestContext(c.req.raw)));
    });
  }
  for (const [name, handler] of entriesOf<JsonHandler>(routes.actions)) {
    application.post(`/api/${name}`, async (c) => {
      const input = parseSpec(
        handler.input,
        parseJson(await readText(c.req.raw, handler.maxBytes ?? maxJsonBytes)),
      );
      return json(await handler.handle(input, requestContext(c.req.raw)));
    });
  }
  for (const [name, handler] of entriesOf<FileHandler>(routes.files)) {
    application.get(`/file/${name}`, async (c) => {
      const input = parseInput(handler.input, c.req.query("input"));
      const answer = await handler.handle(input, requestContext(c.req.raw));
      return new Response(bodyOf(answer), { headers: fileHeaders(answer) });
    });
  }
  for (const [name, handler] of entriesOf<BodyHandler>(routes.uploads)) {
    application.post(`/upload/${name}`, async (c) => {
      const input = parseInput(handler.input, c.req.query("input"));
      const body = limitBody(c.req.raw, handler.maxBytes);
      return json(await handler.handle(input, body, requestContext(c.req.raw)));
    });
  }
  application.get("/:name", async (c) => (await serveAsset(web, "", c.req.param("name"))) ?? c.notFound());
  application.notFound(() => refuse(404, "Expected an address of this server, got another.", null));
  application.onError((error) => {
    const document = failureDocument(error);
    if (document.error.code === "bug") options.onBug(error);
    return json(document, failureStatus(error));
  });
  return application;
}

/** Handlers as the server calls them: each gets what its own schema has let through. */
interface JsonHandler {
  readonly input: z.ZodType<Input>;
  readonly maxBytes?: number;
  readonly handle: (input: Input, context: RequestContext) => Promise<unknown>;
}

interface FileHandler extends JsonHandler {
  readonly handle: (input: Input, context: RequestContext) => Promise<FileAnswer>;
}

interface BodyHandler {
  readonly input: z.ZodType<Input>;
  readonly maxBytes: number;
  readonly handle: (
    input: Input,
    body: ReadableStream<Uint8Array>,
    context: RequestContext,
  ) => Promise<unknown>;
}

function entriesOf<Handler>(table: object): [string, Handler][] {
  // Every table of Routes holds handlers alone; which input belongs to which handler is the schema's own business.
  return Object.entries(table) as [string, Handler][];
}

/** @throws MorError `usage` */
function parseInput(schema: z.ZodType<Input>, text: string | undefined): Input {
  if (text !== undefined && text.length > maxInputCharacters) {
    throw new MorError(
      "usage",
      `Expected an input of at most ${maxInputCharacters} characters, got ${text.length}.`,
      { hint: "Ask about fewer things at once." },
    );
  }
  return parseSpec(schema, text === undefined ? {} : parseJson(text));
}

function json(value: unknown, status = 200): Response {
  const bytes = new TextEncoder().encode(JSON.stringify(value ?? null));
  return new Response(bytes, {
    status,
    headers: {
      "Content-Type": "application/json; charset=utf-8",
      "Content-Length": String(bytes.byteLength),
    },
  });
}

function bodyOf({ bytes }: FileAnswer): Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array> {
  return bytes instanceof ReadableStream ? bytes : new Uint8Array(bytes);
}

function refuse(status: 401 | 403 | 404, message: string, hint: string | null): Response {
  return json({ error: { code: status === 404 ? "input-missing" : "usage", message, hint } }, status);
}

function refuseUnknown(path: string): Response {
  const message = "This page opens with the link that mor serve has printed.";
  const hint = "Look at the terminal in which it runs, and open that link; it is new with every start.";
  if (path !== "/") return refuse(401, message, hint);
  return new Response(`${message}\n${hint}\n`, {
    status: 401,
    headers: { "Content-Type": "text/plain; charset=utf-8" },
  });
}
