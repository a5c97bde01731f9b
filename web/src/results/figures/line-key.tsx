import { Group, Text, UnstyledButton } from "@mantine/core";
import type { ReactElement } from "react";
import type { LineLook } from "./line-colors.ts";

/** What the lines of a figure mean; with `onChoose`, one of them can be brought to the front. */
export function LineKey({
  lines,
  chosen,
  onChoose,
}: {
  readonly chosen?: string | undefined;
  readonly onChoose?: (label: string | undefined) => void;
  readonly lines: readonly { readonly label: string; readonly look: LineLook; readonly note?: string }[];
}): ReactElement {
  return (
    <Group gap="md" mt={4} component="ul" p={0} m={0} style={{ listStyle: "none" }}>
      {lines.map(({ label, look, note }) => {
        const content = (
          <Group gap={6} wrap="nowrap">
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
            <Text size="sm" fw={label === chosen ? 650 : 400}>
              {label}
              {note === undefined ? null : (
                <Text span c="dimmed" size="sm">
                  {" "}
                  {note}
                </Text>
              )}
            </Text>
          </Group>
        );
        return (
          <li key={label}>
            {onChoose === undefined ? (
              content
            ) : (
              <UnstyledButton
                aria-pressed={label === chosen}
                onClick={() => onChoose(label === chosen ? undefined : label)}
              >
                {content}
              </UnstyledButton>
            )}
          </li>
        );
      })}
    </Group>
  );
}
