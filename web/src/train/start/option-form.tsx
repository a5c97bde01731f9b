import { Accordion, Badge, Button, Group, SimpleGrid, Stack, Text, TextInput, Title } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { type ReactElement, useState } from "react";
import type { GivenOptions } from "../../../../src/app/protocol/run/run-api.ts";
import type {
  TrainingField,
  TrainingGroup,
  TrainingPreset,
  TrainingProblem,
} from "../../../../src/app/protocol/run/training-document.ts";
import { NetworkField } from "../../backbones/network-field.tsx";
import { OptionField } from "./option-field.tsx";

interface Properties {
  readonly groups: readonly TrainingGroup[];
  readonly options: GivenOptions;
  /** The card above that has set these options; undefined where they are the user's own. */
  readonly preset: TrainingPreset | undefined;
  readonly problems: readonly TrainingProblem[];
  readonly onChange: (options: GivenOptions) => void;
}

/** Every option of training, with its default; folded away until it is wanted. */
export function OptionForm({ groups, options, preset, problems, onChange }: Properties): ReactElement {
  const [search, setSearch] = useState("");
  const set = (key: string, value: string | number | boolean | undefined): void => {
    const { [key]: _, ...rest } = options;
    onChange(value === undefined || value === "" ? rest : { ...rest, [key]: value });
  };
  const changed = Object.keys(options).length;
  const found = groups
    .map((group) => ({ ...group, fields: group.fields.filter((field) => matches(field, search)) }))
    .filter(({ fields }) => fields.length > 0);
  return (
    <Accordion variant="contained" radius="md" order={2}>
      <Accordion.Item value="all">
        <Accordion.Control>
          <Group gap="xs">
            <Text fw={600}>All options</Text>
            {changed > 0 && (
              <Badge variant="light" size="sm" tt="none">
                {preset === undefined ? `${changed} changed by you` : `as in “${preset.title}”`}
              </Badge>
            )}
            <Text size="sm" c="dimmed">
              {groups.reduce((sum, { fields }) => sum + fields.length, 0)} of them; every one has a default.
            </Text>
          </Group>
        </Accordion.Control>
        <Accordion.Panel>
          <Group mb="md" align="end">
            <TextInput
              label="Find an option"
              placeholder="epochs, size, group ..."
              value={search}
              onChange={(event) => setSearch(event.currentTarget.value)}
              leftSection={<IconSearch size={16} aria-hidden />}
              flex={1}
              maw={360}
            />
            <Button variant="default" disabled={changed === 0} onClick={() => onChange({})}>
              All back to defaults
            </Button>
          </Group>
          {found.length === 0 && <Text c="dimmed">No option has that in its name or description.</Text>}
          <Stack gap="lg">
            {found.map(({ id, title, description, fields }) => (
              <section key={id} aria-label={title}>
                <Title order={3} size="h5">
                  {title}
                </Title>
                <Text size="sm" c="dimmed" mb="xs">
                  {description}
                </Text>
                <SimpleGrid cols={{ base: 2, lg: 3 }} spacing="lg" verticalSpacing="md">
                  {fields.map((field) => {
                    const shared = {
                      problem: problems.find((problem) => problem.field === field.key)?.message,
                      onChange: (value: string | number | boolean | undefined) => set(field.key, value),
                    };
                    const value = options[field.key];
                    return field.key === "backbone" ? (
                      <NetworkField
                        key={field.key}
                        label={field.label}
                        value={value === undefined ? undefined : String(value)}
                        {...shared}
                      />
                    ) : (
                      <OptionField key={field.key} field={field} value={value} {...shared} />
                    );
                  })}
                </SimpleGrid>
              </section>
            ))}
          </Stack>
        </Accordion.Panel>
      </Accordion.Item>
    </Accordion>
  );
}

function matches({ key, label, description, choices, choiceWords }: TrainingField, search: string): boolean {
  const text = [key, label, description, ...choices, ...Object.values(choiceWords ?? {})]
    .join(" ")
    .toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
