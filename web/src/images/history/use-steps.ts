import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import type { ImageStep, ImageSteps } from "../../../../src/app/protocol/image-api.ts";
import { ask } from "../../api/client.ts";
import { useAction, useApi } from "../../api/hooks.ts";
import { labelKey } from "../label/label-key.ts";
import { inTurn, type Turns } from "./in-turn.ts";

/** The changes of the table that can be taken back. The server keeps them, for all pages and the next start. */
export interface Steps {
  readonly undo: ImageStep | null;
  readonly redo: ImageStep | null;
  /** Undoes what `undo` says, or does again what `redo` says; says in words what has become of it. */
  readonly move: (way: "undo" | "redo") => Promise<MovedStep>;
}

export interface MovedStep {
  readonly words: string;
  /** The class that has another name now. */
  readonly renamed: { readonly from: string; readonly to: string } | null;
}

/** What changes the table on this page, in the order in which it was asked for. */
export const turns: Turns = inTurn();

export const stepsKey = ["images/history", {}] as const;

export function useSteps(): Steps {
  const client = useQueryClient();
  const { data } = useApi("images/history", {});
  const undo = useAction("images/undo");
  const redo = useAction("images/redo");
  const move = async (way: "undo" | "redo"): Promise<MovedStep> => {
    // Who presses a button means what it says; who presses a key right after a change means that change.
    const isShown = !turns.isBusy() && client.isFetching({ queryKey: stepsKey }) === 0;
    return await turns.take(async () => {
      const steps: ImageSteps = isShown && data ? data : await ask("images/history", {});
      const step = steps[way];
      if (step === null) return { words: `Nothing to ${way}`, renamed: null };
      try {
        const { words, renamed } = await (way === "undo" ? undo : redo).mutateAsync({ step: step.id });
        if (way === "redo") return { words: `Done again: ${words}`, renamed };
        return { words: `Undone: ${words}`, renamed: renamed && { from: renamed.to, to: renamed.from } };
      } catch {
        // The shell has told why.
        return { words: way === "undo" ? "Not undone" : "Not done again", renamed: null };
      } finally {
        await client.refetchQueries({ queryKey: stepsKey });
      }
    });
  };
  return { undo: data?.undo ?? null, redo: data?.redo ?? null, move };
}

/** Ctrl+Z and its like, wherever the focus is, but for fields, which have an undo of their own, and dialogs. */
export function useStepKeys(onMove: (way: "undo" | "redo") => void): void {
  const latest = useRef(onMove);
  useEffect(() => {
    latest.current = onMove;
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      const { target } = event;
      const isTaken = target instanceof Element && target.closest('input, textarea, select, [role="dialog"]');
      const command = event.defaultPrevented || isTaken ? undefined : labelKey(event, []);
      if (command?.kind !== "undo" && command?.kind !== "redo") return;
      event.preventDefault();
      latest.current(command.kind);
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, []);
}
