import { useSyncExternalStore } from "react";

/** A value that outlives the components that show it, as long as the tab is open. */
export interface KeptValue<Value> {
  readonly read: () => Value;
  readonly write: (value: Value) => void;
  /** Returns how to stop. */
  readonly listen: (listener: () => void) => () => void;
}

export function keepValue<Value>(first: Value): KeptValue<Value> {
  let now = first;
  const listeners = new Set<() => void>();
  return {
    read: () => now,
    write(value) {
      now = value;
      for (const listener of listeners) listener();
    },
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** The value, and how to change it for all who show it. */
export function useKept<Value>(kept: KeptValue<Value>): readonly [Value, (value: Value) => void] {
  return [useSyncExternalStore(kept.listen, kept.read), kept.write];
}
