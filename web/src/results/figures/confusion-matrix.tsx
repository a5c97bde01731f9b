import { Box, Group, SegmentedControl, Text, UnstyledButton, useComputedColorScheme } from "@mantine/core";
import { Fragment, type KeyboardEvent, type ReactElement, useMemo, useState } from "react";
import type { RunPredictions } from "../../../../src/app/protocol/run/run-document.ts";
import { FigureCard } from "../figure-card.tsx";
import { CellDrawer } from "../mistakes/cell-drawer.tsx";
import { countOf, percent } from "../number-words.ts";
import { cellLook } from "./cell-look.ts";
import { nextCell, type Place } from "./next-cell.ts";

interface Cell {
  readonly truth: number;
  readonly predicted: number;
}

/** With more classes than this, or names that do not fit above a column, names stand upright above the columns. */
const wideFrom = 8;

/** True class against predicted class; a click on a number shows its images. */
export function ConfusionMatrix({
  run,
  predictions,
  title = "What was taken for what",
  isElsewhere = false,
}: {
  readonly run: string;
  readonly predictions: RunPredictions;
  readonly title?: string;
  /** The images are not those of the workspace: their labels are not its own to change. */
  readonly isElsewhere?: boolean;
}): ReactElement {
  const [shows, setShows] = useState("count");
  const [open, setOpen] = useState<Cell>();
  const scheme = useComputedColorScheme("light");
  const { classes } = predictions;
  const isWide = classes.length > wideFrom || classes.some((label) => longestPiece(label) > 11);
  // Of letters of the headings.
  const columnWidth = 14 + 8.2 * Math.max(4, ...classes.map(longestPiece));
  const [current, setCurrent] = useState<Place>();
  const cells = useMemo(() => countCells(predictions), [predictions]);
  const canChoose = ([truth, predicted]: Place): boolean => (cells[truth]?.[predicted]?.length ?? 0) > 0;
  // One stop for the tab key: the cell that was used last, else the first.
  const [stopRow, stopColumn] = current ?? firstCell(cells);
  const typed = (event: KeyboardEvent<HTMLElement>): void => {
    const next = nextCell(canChoose, classes.length, [stopRow, stopColumn], event.key);
    if (next === undefined) return;
    event.preventDefault();
    setCurrent(next);
    event.currentTarget.querySelector<HTMLElement>(`[data-cell="${next.join(" ")}"]`)?.focus();
  };
  const rows = open === undefined ? [] : (cells[open.truth]?.[open.predicted] ?? []);
  return (
    <FigureCard
      title={title}
      description="Each row is a true class, each column what the model said. The diagonal is right. Choose a number to see its images; arrow keys go from one to the next."
      aside={
        <SegmentedControl
          size="xs"
          aria-label="What the cells show"
          value={shows}
          onChange={setShows}
          data={[
            { value: "count", label: "Images" },
            { value: "share", label: "Share of the row" },
          ]}
        />
      }
    >
      <Box style={{ overflowX: "auto" }} pb="xs">
        <table
          style={{
            borderCollapse: "separate",
            borderSpacing: 3,
            tableLayout: "fixed",
            width: `min(100%, ${250 + 104 * classes.length}px)`,
            minWidth: 250 + (isWide ? 44 : columnWidth) * classes.length,
          }}
        >
          <caption className="spoken">
            Confusion matrix of {countOf(predictions.path.length, "image")}
          </caption>
          <thead>
            <tr>
              <td style={{ width: 170 }} />
              <th scope="colgroup" colSpan={classes.length}>
                <Text size="sm" c="dimmed" fw={400} ta="left">
                  The model said
                </Text>
              </th>
              <td style={{ width: 74 }} />
            </tr>
            <tr>
              <th scope="col">
                <Text size="sm" c="dimmed" fw={400} ta="right" pr="xs">
                  It is
                </Text>
              </th>
              {classes.map((label) => (
                <th key={label} scope="col" style={{ padding: "0 4px", verticalAlign: "bottom" }}>
                  <Text
                    size="sm"
                    fw={600}
                    lh={1.2}
                    title={label}
                    style={
                      isWide
                        ? {
                            writingMode: "vertical-rl",
                            rotate: "180deg",
                            maxHeight: 220,
                            overflow: "hidden",
                            whiteSpace: "nowrap",
                            marginInline: "auto",
                          }
                        : {}
                    }
                  >
                    {isWide ? label : <Breakable text={label} />}
                  </Text>
                </th>
              ))}
              <th scope="col">
                <Text size="sm" c="dimmed" fw={400} px="xs">
                  Images
                </Text>
              </th>
            </tr>
          </thead>
          <tbody onKeyDown={typed}>
            {classes.map((label, truth) => {
              const total = cells[truth]?.reduce((sum, members) => sum + members.length, 0) ?? 0;
              return (
                <tr key={label}>
                  <th scope="row" style={{ textAlign: "right", maxWidth: 200 }}>
                    <Text size="sm" fw={600} truncate pr="xs" title={label}>
                      {label}
                    </Text>
                  </th>
                  {classes.map((other, predicted) => {
                    const count = cells[truth]?.[predicted]?.length ?? 0;
                    const share = total === 0 ? 0 : count / total;
                    const words = shows === "count" ? count.toLocaleString("en") : percent(share, 0);
                    return (
                      <td key={other} style={{ padding: 0 }}>
                        {count === 0 ? (
                          <Box h={48} bg="var(--mantine-color-default-hover)" style={{ borderRadius: 6 }}>
                            <span className="spoken">0</span>
                          </Box>
                        ) : (
                          <UnstyledButton
                            data-cell={`${truth} ${predicted}`}
                            tabIndex={truth === stopRow && predicted === stopColumn ? 0 : -1}
                            onFocus={() => setCurrent([truth, predicted])}
                            onClick={() => setOpen({ truth, predicted })}
                            aria-label={`${countOf(count, "image")} of ${label} ${truth === predicted ? "rightly called" : "taken for"} ${other}, ${percent(share, 0)} of the row`}
                            style={{
                              display: "block",
                              width: "100%",
                              height: 48,
                              textAlign: "center",
                              fontWeight: truth === predicted ? 650 : 400,
                              borderRadius: 6,
                              cursor: "pointer",
                              outlineOffset: 2,
                              border:
                                truth === predicted ? "1px solid var(--mantine-color-default-border)" : "0",
                              ...cellLook(share, scheme),
                            }}
                          >
                            {words}
                          </UnstyledButton>
                        )}
                      </td>
                    );
                  })}
                  <td>
                    <Text size="sm" c="dimmed" px="xs" ta="right">
                      {total.toLocaleString("en")}
                    </Text>
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </Box>
      <Group gap="xs">
        <Text size="xs" c="dimmed">
          Darker or brighter: a larger share of the row. No image without a label is counted.
        </Text>
      </Group>
      <CellDrawer
        run={run}
        predictions={predictions}
        isElsewhere={isElsewhere}
        rows={rows}
        title={open === undefined ? "" : cellTitle(classes[open.truth] ?? "", classes[open.predicted] ?? "")}
        opened={open !== undefined}
        onClose={() => setOpen(undefined)}
      />
    </FigureCard>
  );
}

/** Letters of the longest part of a name that may not be broken. */
function longestPiece(label: string): number {
  return Math.max(...label.split(/[\s_-]/).map((piece) => piece.length));
}

/** A name that may go on in the next line after "_" and "-". */
function Breakable({ text }: { readonly text: string }): ReactElement {
  return (
    <>
      {text.split(/(?<=[_-])/).map((piece, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: pieces of a name never change places
        <Fragment key={index}>
          {piece}
          <wbr />
        </Fragment>
      ))}
    </>
  );
}

function firstCell(cells: readonly (readonly (readonly number[])[])[]): Place {
  const row = cells.findIndex((columns) => columns.some((members) => members.length > 0));
  return [row, cells[row]?.findIndex((members) => members.length > 0) ?? -1];
}

function cellTitle(truth: string, predicted: string): string {
  return truth === predicted ? `${truth}, and called so` : `${truth}, taken for ${predicted}`;
}

/** cells[truth][predicted]: the images, the surest first. */
function countCells({
  classes,
  label,
  predicted,
  confidence,
}: RunPredictions): readonly (readonly number[])[][] {
  const cells: number[][][] = classes.map(() => classes.map(() => []));
  label.forEach((truth, row) => {
    cells[truth]?.[predicted[row] ?? -1]?.push(row);
  });
  for (const row of cells) {
    for (const members of row) members.sort((a, b) => (confidence[b] ?? 0) - (confidence[a] ?? 0));
  }
  return cells;
}
