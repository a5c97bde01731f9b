import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo, useState } from "react";
import type { LabelChange } from "../../../../src/app/protocol/image-api.ts";
import { useAction } from "../../api/hooks.ts";
import type { PageImage, PageImages } from "../page-image.ts";
import { imagesKey } from "../use-images.ts";

/** Labels that are given on the page: seen at once, and taken back step by step. */
export interface Labelling {
  /** The images with the labels that are on their way to the disk. */
  readonly images: PageImages;
  /** Gives images a label, or none; says what happened. */
  readonly label: (images: readonly PageImage[], label: string | null) => string;
  readonly undo: () => string;
  readonly redo: () => string;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
}

interface Step {
  readonly before: readonly LabelChange[];
  readonly after: readonly LabelChange[];
}

/** A request has room for some ten thousand paths. */
const atOnce = 5000;

/** Outlives the page component, so that a look at another page costs no undo. */
const past: Step[] = [];
const future: Step[] = [];

export function useLabelling(images: PageImages): Labelling {
  const action = useAction("images/label");
  const client = useQueryClient();
  const [pending, setPending] = useState<ReadonlyMap<string, string | null>>(new Map());
  const { mutateAsync } = action;

  const send = useCallback(
    (changes: readonly LabelChange[]): void => {
      setPending(
        (before) => new Map([...before, ...changes.map(({ path, label }) => [path, label] as const)]),
      );
      const settle = async (): Promise<void> => {
        try {
          for (let at = 0; at < changes.length; at += atOnce) {
            await mutateAsync({ changes: changes.slice(at, at + atOnce) });
          }
        } catch {
          // The client has told it; the list has the labels that are true.
        }
        await client.refetchQueries({ queryKey: imagesKey });
        // A later label of the same image is still on its way.
        setPending((before) => {
          const left = new Map(before);
          for (const { path, label } of changes) if (left.get(path) === label) left.delete(path);
          return left;
        });
      };
      void settle();
    },
    [client, mutateAsync],
  );

  const shown = useMemo(() => withPending(images, pending), [images, pending]);

  return {
    images: shown,
    canUndo: past.length > 0,
    canRedo: future.length > 0,
    label(chosen, label) {
      const changed = chosen.filter((image) => image.label !== label);
      if (changed.length === 0) return "Nothing to change";
      const step = {
        before: changed.map(({ path, label: old }) => ({ path, label: old })),
        after: changed.map(({ path }) => ({ path, label })),
      };
      past.push(step);
      future.length = 0;
      send(step.after);
      const what = countWords(changed.length);
      return label === null ? `Label taken from ${what}` : `${what} labelled ${label}`;
    },
    undo() {
      const step = past.pop();
      if (step === undefined) return "Nothing to undo";
      future.push(step);
      send(step.before);
      return `Undone: labels of ${countWords(step.before.length)} are as before`;
    },
    redo() {
      const step = future.pop();
      if (step === undefined) return "Nothing to redo";
      past.push(step);
      send(step.after);
      return `Done again: ${countWords(step.after.length)} labelled`;
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
  return { ...images, images: changed, labels: isNew ? [...labels].sort() : images.labels };
}
