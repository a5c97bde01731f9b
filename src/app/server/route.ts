import type { z } from "zod";
import type { Actions, Files, Queries, Uploads } from "../protocol/api.ts";
import type { ServerContext } from "./context.ts";

/** What a handler gets besides its checked input. */
export interface RequestContext extends ServerContext {
  /** Fires when the page has gone away. */
  readonly signal: AbortSignal;
}

/** Bytes that a browser shows or saves. */
export interface FileAnswer {
  readonly bytes: Uint8Array | ReadableStream<Uint8Array>;
  /** A media type that cannot run: image/png, text/csv ... */
  readonly type: string;
  /** Name to save it under; shown in the page when left out. */
  readonly saveAs?: string;
  /** May be kept by the browser for this long; 0 when left out. */
  readonly maxAgeSeconds?: number;
}

type Answers<Entries> = {
  readonly [Name in keyof Entries]: Entries[Name] extends {
    readonly input: infer Input;
    readonly output: infer Output;
  }
    ? Handler<Input, Output>
    : never;
};

/** An input is checked against `input` before `handle` sees it; a wrong one is refused as `usage`. */
export interface Handler<Input, Output> {
  readonly input: z.ZodType<Input>;
  /** Of an action: larger inputs are refused before they are read. A quarter of a MiB when left out. */
  readonly maxBytes?: number;
  readonly handle: (input: Input, context: RequestContext) => Promise<Output>;
}

export interface UploadHandler<Input, Output> {
  readonly input: z.ZodType<Input>;
  /** Larger bodies are refused before they are read. */
  readonly maxBytes: number;
  readonly handle: (
    input: Input,
    body: ReadableStream<Uint8Array>,
    context: RequestContext,
  ) => Promise<Output>;
}

/** One for each entry of a slice of the protocol: a missing or wrong one does not compile. */
export type QueryRoutes<Entries extends Partial<Queries>> = Answers<Entries>;
export type ActionRoutes<Entries extends Partial<Actions>> = Answers<Entries>;
export type FileRoutes<Entries extends Partial<Files>> = {
  readonly [Name in keyof Entries]: Entries[Name] extends { readonly input: infer Input }
    ? Handler<Input, FileAnswer>
    : never;
};
export type UploadRoutes<Entries extends Partial<Uploads>> = {
  readonly [Name in keyof Entries]: Entries[Name] extends {
    readonly input: infer Input;
    readonly output: infer Output;
  }
    ? UploadHandler<Input, Output>
    : never;
};

/** Every entry of the protocol with its handler. */
export interface Routes {
  readonly queries: QueryRoutes<Queries>;
  readonly actions: ActionRoutes<Actions>;
  readonly files: FileRoutes<Files>;
  readonly uploads: UploadRoutes<Uploads>;
}
