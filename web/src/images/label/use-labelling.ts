import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo, useState } from "react";
import type { LabelChange } from "../../../../src/app/protocol/image-api.ts";
import { useAction } from "../../api/hooks.ts";
import type { PageImage, PageImages } from "../page-image.ts";
import { imagesKey } from "../use-images.ts";
import { labelHistory } from "./label-history.ts";

/** Labels that are given on the page: seen at once, told when they are on the disk, and taken back step by step. */
export interface Labelling {
  /** The images with the labels that are on their way to the disk. */
  readonly images: PageImages;
  /** Gives images a label, or none; says what happened once the server has answered. */
  readonly label: (images: readonly PageImage[], label: string | null) => Promise<string>;
  readonly undo: () => Promise<string>;
  readonly redo: () => Promise<string>;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
}

/** A request has room for some ten thousand paths. */
const atOnce = 5000;

/** Outlives the page component, so that a look at another page costs no undo. */
const history = labelHistory();

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
      show(changes);
      let kept = 0;
      try {
        for (; kept < changes.length; kept = Math.min(changes.length, kept + atOnce)) {
          await mutateAsync({ changes: changes.slice(kept, kept + atOnce) });
        }
      } catch {
        // The shell has told why; the pictures get the labels back that are on the disk.
        forget(changes.slice(kept));
      }
      const onDisk = changes.slice(0, kept);
      void client.refetchQueries({ queryKey: imagesKey }).then(() => forget(onDisk));
      return kept;
    },
    [client, mutateAsync, show, forget],
  );

  const shown = useMemo(() => withPending(images, pending), [images, pending]);

  return {
    images: shown,
    canUndo: history.canUndo(),
    canRedo: history.canRedo(),
    async label(chosen, label) {
      const changed = chosen.filter((image) => image.label !== label);
      if (changed.length === 0) return "Nothing to change";
      const after = changed.map(({ path }) => ({ path, label }));
      show(after);
      const before = changed.map(({ path, label: old }) => ({ path, label: old }));
      const { kept, asked } = await history.give({ before, after }, send);
      if (kept === 0) return `Not kept: the labels of ${countWords(asked)} are as before`;
      const what = countWords(kept);
      const done = label === null ? `Label taken from ${what}` : `${what} labelled ${label}`;
      return kept === asked ? done : `${done}; not kept for ${countWords(asked - kept)}`;
    },
    async undo() {
      const outcome = await history.undo(send);
      if (outcome === undefined) return "Nothing to undo";
      if (outcome.kept < outcome.asked) return "Not undone: the server has not kept it";
      return `Undone: labels of ${countWords(outcome.kept)} are as before`;
    },
    async redo() {
      const outcome = await history.redo(send);
      if (outcome === undefined) return "Nothing to redo";
      if (outcome.kept < outcome.asked) return "Not done again: the server has not kept it";
      return `Done again: ${countWords(outcome.kept)} labelled`;
    },
  };
}

export function countWords(count: number): string {
  return count === 1 ? "1 image" : `${count.toLocaleString("en")} images`;
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
