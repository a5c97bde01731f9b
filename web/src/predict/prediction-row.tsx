import { Box, Button, Text } from "@mantine/core";
import { IconEye } from "@tabler/icons-react";
import { memo, type ReactElement } from "react";
import { Link } from "wouter";
import { classColor, fileName, spoken } from "../explain/parts/class-colors.ts";
import { ConfidenceBar } from "../explain/parts/confidence-bar.tsx";
import { Thumbnail } from "../pictures/thumbnail.tsx";
import type { Row } from "./use-prediction-rows.ts";

export const rowHeight = 60;

/** The columns of all rows alike. */
export const rowColumns = {
  display: "grid",
  gridTemplateColumns: "64px minmax(0, 2fr) minmax(0, 1.4fr) 200px 96px",
  gap: 12,
  alignItems: "center",
  paddingLeft: 12,
} as const;

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
      aria-rowindex={index + 2}
      style={{
        ...rowColumns,
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
            {predicted === null ? "none of these" : spoken(predicted)}
          </Text>
          {predicted === null && (
            <Text size="xs" c="dimmed" truncate>
              nearest: {spoken(mostProbable)}
            </Text>
          )}
        </div>
      </Box>
      <Box role="cell">
        <ConfidenceBar share={confidence} />
      </Box>
      <Box role="cell">
        {run !== null && (
          <Button
            component={Link}
            href={`/explain?run=${encodeURIComponent(run)}&tab=image&image=${encodeURIComponent(path)}`}
            size="compact-sm"
            variant="subtle"
            leftSection={<IconEye size={14} aria-hidden />}
            aria-label={`Explain ${fileName(path)}`}
          >
            Explain
          </Button>
        )}
      </Box>
    </Box>
  );
});
