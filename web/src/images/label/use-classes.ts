import { useLocalStorage } from "@mantine/hooks";
import { useState } from "react";
import { useApi } from "../../api/hooks.ts";
import { orderClasses, renameClass } from "./order-classes.ts";

/** The classes that can be given, also those that no image has yet. */
export interface Classes {
  /** Keys and colours go by this order; nothing moves while one labels. */
  readonly labels: readonly string[];
  readonly add: (name: string) => void;
  readonly rename: (from: string, to: string) => void;
  readonly forget: (name: string) => void;
}

const none: readonly string[] = [];

/** The classes of the images, and those that were made on this page, which the browser remembers for each workspace. */
export function useClasses(known: readonly string[]): Classes {
  const folder = useApi("workspace/facts", {}).data?.folder ?? "";
  const [added, setAdded] = useLocalStorage<readonly string[]>({
    key: `mor-new-classes ${folder}`,
    defaultValue: none,
    deserialize: readNames,
    getInitialValueInEffect: false,
  });
  const [held, setHeld] = useState(none);
  const labels = orderClasses(held, known, added);
  if (labels !== held) setHeld(labels);
  return {
    labels,
    add: (name) => setAdded([...new Set([...added, name])]),
    rename(from, to) {
      setAdded(renameClass(added, from, to));
      setHeld(renameClass(labels, from, to));
    },
    forget(name) {
      setAdded(added.filter((other) => other !== name));
      setHeld(labels.filter((other) => other !== name));
    },
  };
}

function readNames(text: string | undefined): readonly string[] {
  try {
    const value: unknown = JSON.parse(text ?? "[]");
    return Array.isArray(value) ? value.filter((name) => typeof name === "string") : none;
  } catch {
    return none;
  }
}
