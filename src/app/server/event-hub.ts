import type { ServerEvent } from "../protocol/event.ts";

/** All open pages that listen. */
export interface EventHub {
  readonly publish: (event: ServerEvent) => void;
  /** A stream of server-sent events from now on; it ends when `signal` fires or the hub is closed. */
  readonly subscribe: (signal: AbortSignal) => ReadableStream<Uint8Array>;
  readonly close: () => void;
}

/** Tells proxies and pages that the line is alive. */
const heartbeatMs = 15_000;

/** A page that has not read so many events (a suspended tab) is cut off: it comes back and asks for all anew. */
const mostUnread = 2000;

/** Hands every event to all who listen; what happens while nobody does is not kept. */
export function createEventHub(): EventHub {
  const listeners = new Set<Listener>();
  const encoder = new TextEncoder();
  const send = (text: string): void => {
    const bytes = encoder.encode(text);
    for (const listener of [...listeners]) listener.send(bytes);
  };
  const heartbeat = setInterval(() => send(": still here\n\n"), heartbeatMs).unref();
  return {
    publish: (event) => {
      if (listeners.size > 0) send(`data: ${JSON.stringify(event)}\n\n`);
    },
    subscribe: (signal) => {
      let end = (): void => {};
      return new ReadableStream<Uint8Array>(
        {
          start(controller) {
            let isOpen = true;
            end = () => {
              listeners.delete(listener);
              if (isOpen) controller.close();
              isOpen = false;
            };
            const listener: Listener = {
              send: (bytes) => {
                if ((controller.desiredSize ?? 0) <= -mostUnread) end();
                else controller.enqueue(bytes);
              },
              end,
            };
            controller.enqueue(encoder.encode("retry: 1000\n\n"));
            listeners.add(listener);
            if (signal.aborted) end();
            else signal.addEventListener("abort", end, { once: true });
          },
          cancel() {
            for (const listener of listeners) if (listener.end === end) listeners.delete(listener);
          },
        },
        { highWaterMark: 16 },
      );
    },
    close: () => {
      clearInterval(heartbeat);
      for (const listener of [...listeners]) listener.end();
    },
  };
}

interface Listener {
  readonly send: (bytes: Uint8Array) => void;
  readonly end: () => void;
}
