import { Group, Text } from "@mantine/core";
import type { ReactElement } from "react";
import type { LineLook } from "./line-colors.ts";

/** What the lines of a figure mean. */
export function LineKey({
  lines,
}: {
  readonly lines: readonly { readonly label: string; readonly look: LineLook; readonly note?: string }[];
}): ReactElement {
  return (
    <Group gap="md" mt={4} component="ul" p={0} m={0} style={{ listStyle: "none" }}>
      {lines.map(({ label, look, note }) => (
        <Group key={label} component="li" gap={6} wrap="nowrap">
          <svg width="22" height="10" aria-hidden="true">
            <line
              x1="0"
              x2="22"
              y1="5"
              y2="5"
              stroke={look.color}
              strokeWidth="3"
              strokeDasharray={look.dash}
            />
          </svg>
          <Text size="sm">
            {label}
            {note === undefined ? null : (
              <Text span c="dimmed" size="sm">
                {" "}
                {note}
              </Text>
            )}
          </Text>
        </Group>
      ))}
    </Group>
  );
}
