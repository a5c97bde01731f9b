import { appendFile, readdir, readFile, rename, rm } from "node:fs/promises";
import { join as joinPath } from "node:path";
import { z } from "zod";
import { outputError } from "../../../../files/output-error.ts";
import { writeWhole } from "../../../../files/write-whole.ts";
import { changeKind } from "./change-kind.ts";
import type { HistoryStep } from "./image-history.ts";
import { type RowChange, rowChange } from "./row-changes.ts";

/** A step with the word that joins further changes to it. */
export interface HistoryFile extends HistoryStep {
  readonly join: string | undefined;
}

/** Steps on the disk, one file each. */
export interface HistoryFiles {
  /** What is there: the steps that are done and those that are undone, the next one last; and the next number. */
  readonly list: () => Promise<{ done: HistoryFile[]; undone: HistoryFile[]; next: number }>;
  readonly create: (step: HistoryFile, rows: readonly RowChange[]) => Promise<void>;
  /** To a step that is done. */
  readonly append: (step: HistoryFile, rows: readonly RowChange[]) => Promise<void>;
  readonly read: (step: HistoryFile, isUndone: boolean) => Promise<readonly RowChange[]>;
  readonly mark: (step: HistoryFile, isUndone: boolean) => Promise<void>;
  readonly remove: (step: HistoryFile) => Promise<void>;
}

const head = z.object({ kind: changeKind, join: z.string().optional() });

/**
 * `00000012.done.jsonl` or `00000012.undone.jsonl`: the first line says what the change was, each further line has one row.
 * A change of its state is one renaming. A line that was written in part is passed over, and so is a file that is no step.
 */
export function openHistoryFiles(folder: string): HistoryFiles {
  const fileOf = ({ id }: HistoryFile, isUndone: boolean): string =>
    joinPath(folder, `${String(id).padStart(8, "0")}.${isUndone ? "undone" : "done"}.jsonl`);

  const readStep = async (name: string, id: number): Promise<HistoryFile | undefined> => {
    const text = await readFile(joinPath(folder, name), "utf8").catch(() => "");
    const [first = "", ...lines] = text.split("\n");
    const parsed = head.safeParse(readJson(first));
    if (!parsed.success || lines.length === 0) return undefined;
    return { id, kind: parsed.data.kind, images: lines.length, join: parsed.data.join };
  };

  return {
    async list() {
      const done: HistoryFile[] = [];
      const undone: HistoryFile[] = [];
      let next = 1;
      const found = await readdir(folder, { withFileTypes: true });
      // A link could lead anywhere, and a step is written to.
      const entries = found
        .filter((entry) => entry.isFile())
        .map(({ name }) => name)
        .sort();
      for (const name of entries) {
        const [, number, state] = /^(\d{8})\.(done|undone)\.jsonl$/.exec(name) ?? [];
        if (number === undefined) continue;
        next = Math.max(next, Number(number) + 1);
        const step = await readStep(name, Number(number));
        if (step) (state === "done" ? done : undone).push(step);
      }
      return { done, undone: undone.reverse(), next };
    },
    create: ({ kind, join, ...step }, rows) =>
      writeWhole(
        fileOf({ kind, join, ...step }, false),
        [JSON.stringify({ kind, join }), ...rows.map((row) => JSON.stringify(row))].join("\n"),
      ),
    async append(step, rows) {
      const file = fileOf(step, false);
      // The line end first: a line that was cut off spoils none that follows.
      const text = rows.map((row) => `\n${JSON.stringify(row)}`).join("");
      await appendFile(file, text).catch((error: unknown) => {
        throw outputError(error, file);
      });
    },
    async read(step, isUndone) {
      const text = await readFile(fileOf(step, isUndone), "utf8").catch(() => "");
      return text
        .split("\n")
        .slice(1)
        .flatMap((line) => {
          const parsed = rowChange.safeParse(readJson(line));
          return parsed.success ? [parsed.data] : [];
        });
    },
    async mark(step, isUndone) {
      const file = fileOf(step, isUndone);
      await rename(fileOf(step, !isUndone), file).catch((error: unknown) => {
        throw outputError(error, file);
      });
    },
    async remove(step) {
      for (const isUndone of [false, true]) await rm(fileOf(step, isUndone), { force: true }).catch(() => {});
    },
  };
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
