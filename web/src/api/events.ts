import type { ServerEvent } from "../../../src/app/protocol/event.ts";

type Listener = (event: ServerEvent) => void;

interface LineListener {
  readonly onEvent: Listener;
  /** The line to the server is there again after it was lost. */
  readonly onReconnect?: () => void;
  readonly onLost?: () => void;
}

const listeners = new Set<LineListener>();
let source: EventSource | undefined;

/** Listens to the server; one line serves all listeners. The browser dials again by itself. Returns how to stop. */
export function listenToEvents(listener: LineListener): () => void {
  listeners.add(listener);
  source ??= open();
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    source?.close();
    source = undefined;
  };
}

function open(): EventSource {
  const line = new EventSource("/api/events");
  let wasOpen = false;
  line.onopen = () => {
    if (wasOpen) for (const { onReconnect } of listeners) onReconnect?.();
    wasOpen = true;
  };
  line.onerror = () => {
    for (const { onLost } of listeners) onLost?.();
  };
  line.onmessage = ({ data }: MessageEvent<string>) => {
    const event: ServerEvent = JSON.parse(data);
    for (const { onEvent } of listeners) onEvent(event);
  };
  return line;
}
