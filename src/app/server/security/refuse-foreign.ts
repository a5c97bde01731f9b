/** Why a request is refused before anything else is looked at; undefined for one that this server's own page can have made. */
export function refuseForeign(request: Request, port: number): string | undefined {
  const { headers, method, url } = request;
  const host = headers.get("host");
  // A foreign name that resolves to this machine would make another site the same origin as this server (DNS rebinding).
  if (host === null || !ownHosts(port).includes(host.toLowerCase())) {
    return `Expected the address of this server (${ownHosts(port).join(" or ")}), got another.`;
  }
  const origin = headers.get("origin");
  if (origin !== null && origin !== `http://${host.toLowerCase()}`) {
    return "Expected a request of this server's own page, got one of another origin.";
  }
  // Other servers of this machine count as the same site: only the same origin will do, or the address bar ("none").
  const site = headers.get("sec-fetch-site");
  if (site !== null && site !== "same-origin" && site !== "none") {
    return "Expected a request of this server's own page, got one of another site. Copy the link into the address bar.";
  }
  if (method === "POST") return refuseBody(headers, new URL(url).pathname);
  return undefined;
}

/** Forms of other sites can send neither of these types. */
function refuseBody(headers: Headers, path: string): string | undefined {
  const type = (headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase();
  const wanted = path.startsWith("/upload/") ? "application/octet-stream" : "application/json";
  return type === wanted ? undefined : `Expected the content type ${wanted}, got another.`;
}

function ownHosts(port: number): readonly string[] {
  return [`127.0.0.1:${port}`, `localhost:${port}`];
}
