import { useCallback, useMemo } from "react";
import { useLocation, useSearch } from "wouter";

/** What stands behind the page in the address, and how to change it: null takes an entry away. */
export function useAddress(): readonly [
  URLSearchParams,
  (changes: Readonly<Record<string, string | null>>) => void,
] {
  const [location, navigate] = useLocation();
  const search = useSearch();
  const [path = "", own] = location.split("?");
  const text = own ?? search;
  const entries = useMemo(() => new URLSearchParams(text), [text]);
  const change = useCallback(
    (changes: Readonly<Record<string, string | null>>) => {
      const next = new URLSearchParams(text);
      for (const [name, value] of Object.entries(changes)) {
        if (value === null) next.delete(name);
        else next.set(name, value);
      }
      navigate(`${path}?${next}`, { replace: true });
    },
    [text, path, navigate],
  );
  return [entries, change];
}
