import type { ServerEvent } from "../../../src/app/protocol/event.ts";

type Listener = (event: ServerEvent) => void;

const listeners = new Set<{ readonly onEvent: Listener; readonly onReconnect: () => void }>();
let source: EventSource | undefined;

/** Listens to the server; one line serves all listeners. The browser dials again by itself. Returns how to stop. */
export function listenToEvents(onEvent: Listener, onReconnect: () => void = () => {}): () => void {
  const entry = { onEvent, onReconnect };
  listeners.add(entry);
  source ??= open();
  return () => {
    listeners.delete(entry);
    if (listeners.size > 0) return;
    source?.close();
    source = undefined;
  };
}

function open(): EventSource {
  const line = new EventSource("/api/events");
  let wasOpen = false;
  line.onopen = () => {
    if (wasOpen) for (const { onReconnect } of listeners) onReconnect();
    wasOpen = true;
  };
  line.onmessage = ({ data }: MessageEvent<string>) => {
    const event: ServerEvent = JSON.parse(data);
    for (const { onEvent } of listeners) onEvent(event);
  };
  return line;
}
