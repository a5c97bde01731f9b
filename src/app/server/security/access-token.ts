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

/** The token that a request brings along, as a cookie or as `Authorization: Bearer`. */
export function presentedToken(headers: Headers, port: number): string | undefined {
  const bearer = /^Bearer ([\w-]+)$/.exec(headers.get("authorization") ?? "")?.[1];
  if (bearer !== undefined) return bearer;
  const name = `${tokenCookieName(port)}=`;
  const cookies = (headers.get("cookie") ?? "").split(";").map((cookie) => cookie.trim());
  return cookies.find((cookie) => cookie.startsWith(name))?.slice(name.length);
}

/** The cookie of this browser session: no script can read it, no other site's request carries it. */
export function tokenCookie(token: string, port: number): string {
  return `${tokenCookieName(port)}=${token}; Path=/; HttpOnly; SameSite=Strict`;
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
