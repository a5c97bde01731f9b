import { useEffect, useLayoutEffect, useRef } from "react";
import { useLocation, useSearch } from "wouter";
import { keepValue, useKept } from "../../pictures/kept-value.ts";
import { allImages, type ImagePlace, isSameSearch, readPlace, writePlace } from "./image-place.ts";

/** The last place, for who comes back from another page by a link that names none. */
const kept = keepValue<ImagePlace>(allImages);

/** Browsers take some twenty changes of the address a second. */
const settleMilliseconds = 300;

/**
 * What the page shows, kept in its address: a link says it, and Back goes to what was shown before. Letters of a search
 * and steps of a slider come into the address when they have come to rest, and are one place to go back from.
 */
export function useImagePlace(): readonly [ImagePlace, (place: ImagePlace) => void] {
  const [place, keep] = useKept(kept);
  const search = useSearch();
  const [, navigate] = useLocation();
  /** What the address says, as far as this page has seen. */
  const known = useRef<string>(undefined);
  const timer = useRef<number>(undefined);

  const write = (next: ImagePlace, replace: boolean): void => {
    const query = writePlace(next);
    if (query === known.current) return;
    known.current = query;
    navigate(query === "" ? "/images" : `/images?${query}`, { replace });
  };

  useLayoutEffect(() => {
    const found = readPlace(search);
    const query = writePlace(found);
    if (query === known.current) return;
    const isFirst = known.current === undefined;
    known.current = query;
    window.clearTimeout(timer.current);
    if (isFirst && query === "") write(kept.read(), true);
    else keep(found);
  });
  useEffect(() => () => window.clearTimeout(timer.current), []);

  const go = (next: ImagePlace): void => {
    const from = readPlace(known.current ?? "");
    const isTyping = next.choice.text !== place.choice.text || next.choice.lessSure !== place.choice.lessSure;
    keep(next);
    window.clearTimeout(timer.current);
    const settle = (): void => write(next, isSameSearch(from, next));
    if (isTyping) timer.current = window.setTimeout(settle, settleMilliseconds);
    else write(next, false);
  };
  return [place, go];
}
