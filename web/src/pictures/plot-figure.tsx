import * as Plot from "@observablehq/plot";
import { type ReactElement, useEffect, useRef } from "react";
import { styleNonce } from "./nonce.ts";
import { useElementWidth } from "./use-element-width.ts";

interface Properties {
  /** Made anew when it changes: keep it with useMemo. The width is that of the place where the figure stands. */
  readonly options: Plot.PlotOptions;
  /** What the figure shows, in a sentence: its text for those who do not see it. */
  readonly label: string;
}

/** A figure of Observable Plot in the colours of the page. */
export function PlotFigure({ options, label }: Properties): ReactElement {
  const [place, width] = useElementWidth();
  const holder = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = holder.current;
    if (element === null || width === 0) return;
    const figure = Plot.plot({
      ...options,
      width,
      style: {
        background: "transparent",
        color: "inherit",
        fontFamily: "inherit",
        fontSize: "12px",
        overflow: "visible",
      },
    });
    // The page's policy lets only marked style elements pass, and reads the mark when they enter the document.
    for (const style of figure.querySelectorAll("style")) style.nonce = styleNonce();
    figure.setAttribute("aria-hidden", "true");
    element.replaceChildren(figure);
    return () => figure.remove();
  }, [options, width]);
  return (
    <div ref={place} role="img" aria-label={label}>
      <div ref={holder} />
    </div>
  );
}
