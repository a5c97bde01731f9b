import { describe, expect, it } from "vitest";
import type { ServerEvent } from "../../../src/app/protocol/event.ts";
import { createEventHub } from "../../../src/app/server/event-hub.ts";
import { serveForTest } from "./support/serve-for-test.ts";

const images: ServerEvent = { kind: "images", revision: 7 };
const run: ServerEvent = { kind: "run", run: "a\n\ndata: b" };

describe("server-sent events", () => {
  it("reach every page that listens, as one document each, until the server ends", async () => {
    const server = await serveForTest();
    const headers = { Authorization: `Bearer ${server.token}`, "Accept-Encoding": "gzip" };
    const pages = await Promise.all([1, 2].map(() => fetch(`${server.address}/api/events`, { headers })));
    const texts = pages.map(async (page) => {
      expect(page.headers.get("content-type")).toBe("text/event-stream");
      expect(page.headers.get("content-encoding")).toBeNull();
      let text = "";
      const decoder = new TextDecoder();
      try {
        for await (const piece of page.body ?? []) text += decoder.decode(piece, { stream: true });
      } catch {
        // the line was cut with the server
      }
      return text;
    });
    server.context.publish(images);
    server.context.publish(run);
    await new Promise((settle) => setTimeout(settle, 100));
    await server.close();
    for (const text of await Promise.all(texts)) {
      const documents = text.split("\n\n").filter((part) => part.startsWith("data: "));
      expect(documents.map((part) => JSON.parse(part.slice("data: ".length)))).toEqual([images, run]);
    }
  });

  it("are not kept for a page that has gone, or that does not read", async () => {
    const hub = createEventHub();
    const gone = new AbortController();
    const left = hub.subscribe(gone.signal).getReader();
    const asleep = hub.subscribe(new AbortController().signal).getReader();
    gone.abort();
    for (let time = 0; time < 5000; time++) hub.publish(images);
    const count = async (reader: ReadableStreamDefaultReader<Uint8Array>): Promise<number> => {
      for (let read = 0; ; read++) if ((await reader.read()).done) return read;
    };
    expect(await count(left)).toBe(1); // how soon to come back, and no event
    expect(await count(asleep)).toBeLessThan(2100);
    hub.publish(images);
    hub.close();
  });
});
