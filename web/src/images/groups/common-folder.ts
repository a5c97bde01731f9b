interface Match {
  readonly path: string;
  /** Where the group begins; as `end` where there is none. */
  readonly start: number;
  readonly end: number;
}

/** How many letters of all paths are folders that they share and in which no group stands: so much need not be read. */
export function commonFolder(examples: readonly Match[]): number {
  const first = examples[0]?.path ?? "";
  let shared = first.lastIndexOf("/") + 1;
  for (const { path, start, end } of examples) {
    const most = Math.min(shared, end > start ? start : shared);
    shared = 0;
    for (let at = 0; at < most && path[at] === first[at]; at++) if (path[at] === "/") shared = at + 1;
  }
  return shared;
}
