import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

/** What opens the page: 256 random bits, new with every start of the server. */
export function newAccessToken(): string {
  return randomBytes(32).toString("base64url");
}

/** Whether two tokens are the same, in a time that tells nothing of where they differ. */
export function isSameToken(token: string, given: string | undefined): boolean {
  return timingSafeEqual(digest(token), digest(given ?? "")) && given !== undefined;
}

/** Links that open the page once: others of this machine may see the words with which a browser is started. */
export interface Tickets {
  readonly issue: () => string;
  /** Whether it was issued and has not been used; it is used up then. */
  readonly use: (ticket: string) => boolean;
}

export function createTickets(): Tickets {
  const unused = new Set<string>();
  return {
    issue: () => {
      const ticket = newAccessToken();
      unused.add(ticket);
      return ticket;
    },
    use: (ticket) => unused.delete(ticket),
  };
}

/** Cookies know no ports: servers side by side need names of their own. */
export function tokenCookieName(port: number): string {
  return `mor-${port}`;
}

/**
 * Whether a request brings the token along, as `Authorization: Bearer` or as a cookie. Other servers of this machine can
 * add cookies of the same name: any of them will do.
 */
export function hasToken(token: string, headers: Headers, port: number): boolean {
  const bearer = /^Bearer ([\w-]+)$/.exec(headers.get("authorization") ?? "")?.[1];
  const name = `${tokenCookieName(port)}=`;
  const cookies = (headers.get("cookie") ?? "").split(";").map((cookie) => cookie.trim());
  const given = cookies
    .filter((cookie) => cookie.startsWith(name))
    .map((cookie) => cookie.slice(name.length));
  return [bearer, ...given].some((one) => isSameToken(token, one));
}

/** The cookie of this browser session: no script can read it, no other site's request carries it. */
export function tokenCookie(token: string, port: number): string {
  return `${tokenCookieName(port)}=${token}; Path=/; HttpOnly; SameSite=Strict`;
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
