import { Box, Text } from "@mantine/core";
import type { ReactElement } from "react";
import { percent } from "../../results/number-words.ts";

interface Properties {
  /** 0 to 1. */
  readonly share: number;
  readonly color?: string;
  readonly width?: number | string;
}

/** Stands out on light and on dark ground. */
export const strongColor = "light-dark(var(--mantine-color-leaf-7), var(--mantine-color-leaf-4))";
/** Of bars beside it. */
export const faintColor = "light-dark(var(--mantine-color-gray-6), var(--mantine-color-dark-2))";

/** A share as a bar with its number. */
export function ConfidenceBar({ share, color, width = 120 }: Properties): ReactElement {
  return (
    <Box style={{ display: "flex", alignItems: "center", gap: 8 }}>
      <Box
        aria-hidden
        style={{
          width,
          height: 8,
          borderRadius: 4,
          background: "var(--mantine-color-default-border)",
          overflow: "hidden",
          flex: width === "100%" ? 1 : undefined,
        }}
      >
        <Box
          style={{
            width: `${100 * share}%`,
            height: "100%",
            background: color ?? strongColor,
          }}
        />
      </Box>
      <Text size="sm" style={{ minWidth: 58, textAlign: "right" }}>
        {percent(share)}
      </Text>
    </Box>
  );
}
