import { Box, Group, Text, UnstyledButton } from "@mantine/core";
import type { ReactElement } from "react";
import { classColor } from "../pictures/class-color.ts";

interface Properties {
  /** In the order of the classes, and last those of none. */
  readonly counts: readonly { readonly verdict: string | null; readonly count: number }[];
  readonly total: number;
  /** Undefined for all. */
  readonly chosen: string | null | undefined;
  readonly onChoose: (verdict: string | null | undefined) => void;
}

/** How many images of each class there are so far; a click shows them alone. */
export function VerdictCounts({ counts, total, chosen, onChoose }: Properties): ReactElement | null {
  if (total === 0) return null;
  return (
    <Group gap={6} role="group" aria-label="Images of each class">
      {counts.map(({ verdict, count }, index) => {
        if (verdict === null && count === 0) return null;
        const name = verdict === null ? "none of these" : verdict;
        const active = chosen === verdict;
        return (
          <UnstyledButton
            key={name}
            aria-pressed={active}
            onClick={() => onChoose(active ? undefined : verdict)}
            px={8}
            py={6}
            style={{
              border: `1px solid ${active ? "var(--mantine-primary-color-filled)" : "var(--mantine-color-default-border)"}`,
              borderRadius: "var(--mantine-radius-md)",
              background: active ? "var(--mantine-primary-color-light)" : undefined,
              minWidth: 96,
            }}
          >
            <Text size="xs" c={active ? "bright" : "dimmed"}>
              {name}
            </Text>
            <Text fw={650}>
              {count.toLocaleString("en")}{" "}
              <Text span size="xs" c="dimmed" fw={400}>
                {((100 * count) / total).toFixed(0)} %
              </Text>
            </Text>
            <Box
              aria-hidden
              style={{
                height: 3,
                borderRadius: 2,
                marginTop: 3,
                width: `${(100 * count) / total}%`,
                minWidth: count > 0 ? 3 : 0,
                background: verdict === null ? "var(--mantine-color-dimmed)" : classColor(index),
              }}
            />
          </UnstyledButton>
        );
      })}
    </Group>
  );
}
