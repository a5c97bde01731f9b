import { Box, Button, Text } from "@mantine/core";
import { IconEye } from "@tabler/icons-react";
import { memo, type ReactElement } from "react";
import { Link } from "wouter";
import { ConfidenceBar } from "../explain/parts/confidence-bar.tsx";
import { fileName } from "../explain/parts/file-name.ts";
import { classColor } from "../pictures/class-color.ts";
import { Thumbnail } from "../pictures/thumbnail.tsx";
import type { Row } from "./arrange-rows.ts";
import classes from "./prediction-table.module.css";

export const rowHeight = 60;

interface Properties {
  readonly row: Row;
  readonly run: string | null;
  /** In the table as it is shown. */
  readonly index: number;
  readonly top: number;
  readonly classIndex: number;
}

/** One image with its verdict. */
export const PredictionRow = memo(function PredictionRow(properties: Properties): ReactElement {
  const { row, run, index, top, classIndex } = properties;
  const { path, predicted, mostProbable, confidence } = row;
  return (
    <Box
      role="row"
      className={classes.columns}
      aria-rowindex={index + 2}
      style={{
        position: "absolute",
        top,
        left: 0,
        right: 0,
        height: rowHeight,
        borderBottom: "1px solid var(--mantine-color-default-border)",
      }}
    >
      <Box role="cell">
        <Thumbnail path={path} size={52} />
      </Box>
      <Box role="cell" style={{ minWidth: 0 }}>
        <Text size="sm" truncate title={path}>
          {fileName(path)}
        </Text>
        <Text size="xs" c="dimmed" truncate>
          {path.slice(0, -fileName(path).length)}
        </Text>
      </Box>
      <Box role="cell" style={{ minWidth: 0, display: "flex", alignItems: "center", gap: 8 }}>
        <span
          aria-hidden
          style={{
            width: 10,
            height: 10,
            borderRadius: 5,
            flex: "none",
            background: predicted === null ? "transparent" : classColor(classIndex),
            border: predicted === null ? "2px dashed var(--mantine-color-dimmed)" : undefined,
          }}
        />
        <div style={{ minWidth: 0 }}>
          <Text size="sm" truncate>
            {predicted === null ? "none of these" : predicted}
          </Text>
          {predicted === null && (
            <Text size="xs" c="dimmed" truncate>
              nearest: {mostProbable}
            </Text>
          )}
        </div>
      </Box>
      <Box role="cell">
        <ConfidenceBar share={confidence} width="100%" />
      </Box>
      <Box role="cell">
        {run !== null && (
          <Button
            component={Link}
            href={`/explain?run=${encodeURIComponent(run)}&tab=image&image=${encodeURIComponent(path)}`}
            size="compact-sm"
            variant="subtle"
            px={6}
            aria-label={`Explain ${fileName(path)}`}
          >
            <IconEye size={16} aria-hidden />
            <span className={classes.explain}>&nbsp;Explain</span>
          </Button>
        )}
      </Box>
    </Box>
  );
});
