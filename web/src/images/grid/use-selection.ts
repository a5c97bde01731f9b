import { useMemo, useState } from "react";
import type { PageImage } from "../page-image.ts";

/** Which images are selected, and on which one the keyboard is. */
export interface Selection {
  readonly paths: ReadonlySet<string>;
  /** Position of the image under the frame; 0 when there is none. */
  readonly active: number;
  /** Moves the frame; with `extend` everything between it and the last click is selected. */
  readonly move: (to: number, extend: boolean) => void;
  /** A click: alone, with Ctrl (toggle) or Shift (up to here). */
  readonly click: (at: number, how: "alone" | "toggle" | "extend") => void;
  readonly toggle: (at: number) => void;
  readonly selectAll: () => void;
  readonly clear: () => void;
}

export function useSelection(images: readonly PageImage[]): Selection {
  const [paths, setPaths] = useState<ReadonlySet<string>>(new Set());
  const [activePath, setActivePath] = useState<string>();
  const [lastActive, setLastActive] = useState(0);
  const [anchor, setAnchor] = useState<string>();
  const positions = useMemo(() => new Map(images.map(({ path }, index) => [path, index])), [images]);
  // An image that has left the view gives its place to the next one.
  const found = activePath === undefined ? undefined : positions.get(activePath);
  const active = Math.max(0, Math.min(images.length - 1, found ?? lastActive));

  const goTo = (at: number): number => {
    const place = Math.max(0, Math.min(images.length - 1, at));
    setActivePath(images[place]?.path);
    setLastActive(place);
    return place;
  };
  const range = (from: number, to: number): ReadonlySet<string> =>
    new Set(images.slice(Math.min(from, to), Math.max(from, to) + 1).map(({ path }) => path));
  const anchorAt = (): number => (anchor === undefined ? active : (positions.get(anchor) ?? active));
  const toggled = (at: number): ReadonlySet<string> => {
    const path = images[at]?.path;
    const next = new Set(paths);
    if (path !== undefined && !next.delete(path)) next.add(path);
    return next;
  };

  return {
    paths,
    active,
    move(to, extend) {
      if (extend && anchor === undefined) setAnchor(images[active]?.path);
      const from = anchorAt();
      const place = goTo(to);
      if (extend) setPaths(range(from, place));
      else setAnchor(images[place]?.path);
    },
    click(at, how) {
      if (how === "extend") setPaths(range(anchorAt(), at));
      else {
        setPaths(how === "toggle" ? toggled(at) : range(at, at));
        setAnchor(images[at]?.path);
      }
      goTo(at);
    },
    toggle(at) {
      setPaths(toggled(at));
      setAnchor(images[at]?.path);
      goTo(at);
    },
    selectAll: () => setPaths(new Set(images.map(({ path }) => path))),
    clear: () => setPaths(new Set()),
  };
}
