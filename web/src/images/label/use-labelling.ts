import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo, useState } from "react";
import type { LabelChange } from "../../../../src/app/protocol/image-api.ts";
import { useAction } from "../../api/hooks.ts";
import { countOf } from "../../results/number-words.ts";
import { portions } from "../history/portions.ts";
import { stepsKey, turns } from "../history/use-steps.ts";
import type { PageImage, PageImages } from "../page-image.ts";
import { imagesKey } from "../use-images.ts";

/** Labels that are given on the page: seen at once, and told when they are on the disk. */
export interface Labelling {
  /** The images with the labels that are on their way to the disk. */
  readonly images: PageImages;
  /** Gives images a label, or none; says what happened once the server has answered. */
  readonly label: (images: readonly PageImage[], label: string | null) => Promise<string>;
}

export function useLabelling(images: PageImages): Labelling {
  const { mutateAsync } = useAction("images/label");
  const client = useQueryClient();
  const [pending, setPending] = useState<ReadonlyMap<string, string | null>>(new Map());

  const show = useCallback((changes: readonly LabelChange[]): void => {
    setPending((before) => new Map([...before, ...changes.map(({ path, label }) => [path, label] as const)]));
  }, []);
  /** A later label of the same image is still on its way. */
  const forget = useCallback((changes: readonly LabelChange[]): void => {
    setPending((before) => {
      const left = new Map(before);
      for (const { path, label } of changes) if (left.get(path) === label) left.delete(path);
      return left;
    });
  }, []);

  const send = useCallback(
    async (changes: readonly LabelChange[]): Promise<number> => {
      let kept = 0;
      try {
        for (const { part, ...word } of portions(changes)) {
          await mutateAsync({ changes: part, ...word });
          kept += part.length;
        }
      } catch {
        // The shell has told why; the pictures get the labels back that are on the disk.
        forget(changes.slice(kept));
      }
      const onDisk = changes.slice(0, kept);
      void client.refetchQueries({ queryKey: imagesKey }).then(() => forget(onDisk));
      await client.refetchQueries({ queryKey: stepsKey });
      return kept;
    },
    [client, mutateAsync, forget],
  );

  const shown = useMemo(() => withPending(images, pending), [images, pending]);

  return {
    images: shown,
    async label(chosen, label) {
      const changed = chosen.filter((image) => image.label !== label);
      if (changed.length === 0) return "Nothing to change";
      const after = changed.map(({ path }) => ({ path, label }));
      show(after);
      const asked = after.length;
      const kept = await turns.take(() => send(after));
      if (kept === 0) return `Not kept: the labels of ${countOf(asked, "image")} are as before`;
      const what = countOf(kept, "image");
      const done = label === null ? `Label taken from ${what}` : `${what} labelled ${label}`;
      return kept === asked ? done : `${done}; not kept for ${countOf(asked - kept, "image")}`;
    },
  };
}

function withPending(images: PageImages, pending: ReadonlyMap<string, string | null>): PageImages {
  if (pending.size === 0) return images;
  const labels = new Set(images.labels);
  const changed = images.images.map((image) => {
    const label = pending.get(image.path);
    if (label === undefined || label === image.label) return image;
    if (label !== null) labels.add(label);
    return { ...image, label };
  });
  const isNew = labels.size > images.labels.length;
  return { ...images, images: changed, labels: isNew ? [...labels] : images.labels };
}
