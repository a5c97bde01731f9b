import { useMemo } from "react";
import type { EmbeddingMap } from "../../../../src/app/protocol/explanation-api.ts";
import { useApi } from "../../api/hooks.ts";

/** The labels of the workspace by now. */
export interface Labels {
  readonly names: readonly string[];
  /** By path; images without a label are missing. */
  readonly of: ReadonlyMap<string, string>;
}

export function useLabels(): Labels {
  const list = useApi("images/list", {});
  return useMemo(() => {
    const { names = [], folders = [], folderOf = [], labels = [], labelOf = [] } = list.data ?? {};
    const of = new Map(
      names.flatMap((name, at): [string, string][] => {
        const label = labels[labelOf[at] ?? -1];
        return label === undefined ? [] : [[`${folders[folderOf[at] ?? -1] ?? ""}${name}`, label]];
      }),
    );
    return { names: labels, of };
  }, [list.data]);
}

/** A map with the labels that its images have by now, not those of the training; images that are gone keep theirs. */
export function withLabels(map: EmbeddingMap, { of }: Labels): EmbeddingMap {
  const names = map.paths.map((path, point) => of.get(path) ?? map.classes[map.label[point] ?? -1] ?? "");
  // Known classes keep their colours: new ones come behind them.
  const fresh = [...new Set(names)].filter((name) => name !== "" && !map.classes.includes(name)).sort();
  const classes = [...map.classes, ...fresh];
  const indexOf = new Map(classes.map((name, index) => [name, index]));
  return { ...map, classes, label: names.map((name) => indexOf.get(name) ?? -1) };
}
