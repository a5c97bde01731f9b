import { type ErrorCode, MorError } from "../../errors.ts";

/** A `MorError` that can be sent between threads; its cause stays behind. */
export interface PlainError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint?: string | undefined;
  readonly path?: string | undefined;
}

export function toPlain({ code, message, hint, path }: MorError): PlainError {
  return { code, message, hint, path };
}

export function fromPlain({ code, message, hint, path }: PlainError): MorError {
  return new MorError(code, message, {
    ...(hint === undefined ? {} : { hint }),
    ...(path === undefined ? {} : { path }),
  });
}
