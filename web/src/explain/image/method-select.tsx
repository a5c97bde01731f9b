import { Group, Select, Text } from "@mantine/core";
import type { ReactElement } from "react";
import type { MethodFacts } from "../../../../src/app/protocol/explanation-api.ts";
import { TestBadge } from "./test-badge.tsx";

interface Properties {
  readonly methods: readonly MethodFacts[];
  readonly method: string;
  readonly onChange: (name: string) => void;
}

const kinds = {
  regions: "Regions that speak for the class",
  pixels: "Pixels that the verdict is sensitive to",
  effects: "What happens when places are covered",
} as const;

/** The ways to explain, by what they show, each with a sentence and how it fared in its tests. */
export function MethodSelect({ methods, method, onChange }: Properties): ReactElement {
  const byName = new Map(methods.map((entry) => [entry.name, entry]));
  const groups = Object.entries(kinds).map(([shows, group]) => ({
    group,
    items: methods
      .filter((entry) => entry.shows === shows)
      .map(({ name, title }) => ({ value: name, label: title })),
  }));
  return (
    <Select
      label="Method"
      description="How evidence is sought"
      data={groups.filter(({ items }) => items.length > 0)}
      value={method}
      onChange={(value) => value !== null && onChange(value)}
      allowDeselect={false}
      maxDropdownHeight={420}
      comboboxProps={{ width: 420, position: "bottom-start" }}
      renderOption={({ option }) => {
        const facts = byName.get(option.value);
        return (
          <div style={{ flex: 1 }}>
            <Group gap="xs" justify="space-between">
              <Text size="sm" fw={600}>
                {option.label}
              </Text>
              {facts !== undefined && <TestBadge test={facts.test} />}
            </Group>
            <Text size="xs">{facts?.meaning}</Text>
          </div>
        );
      }}
    />
  );
}
