import { useEffect, useLayoutEffect, useRef } from "react";

/** The grid of images: where the keys go when nothing else has the focus. */
export const gridId = "image-grid";

/** Gives the focus back when a dialog closes: to what had it before, or to the grid where that is gone. */
export function useFocusBack(isOpen: boolean, to: "before" | "grid" = "before"): void {
  const before = useRef<Element | null>(null);
  const wasOpen = useRef(false);
  // Before the dialog takes the focus.
  useLayoutEffect(() => {
    if (isOpen) before.current = document.activeElement;
  }, [isOpen]);
  useEffect(() => {
    const isClosing = wasOpen.current && !isOpen;
    wasOpen.current = isOpen;
    if (!isClosing) return;
    // After the dialog has left the page with all that it held.
    const timer = setTimeout(() => {
      const { current } = before;
      const isThere =
        to === "before" && current instanceof HTMLElement && current !== document.body && current.isConnected;
      (isThere ? current : document.getElementById(gridId))?.focus({ preventScroll: true });
    });
    return () => clearTimeout(timer);
  }, [isOpen, to]);
}
