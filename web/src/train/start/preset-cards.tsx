import { Group, Radio, SimpleGrid, Text, Title } from "@mantine/core";
import { IconClock, IconPhoto } from "@tabler/icons-react";
import type { ReactElement } from "react";
import type { GivenOptions } from "../../../../src/app/protocol/run/run-api.ts";
import type { TrainingPreset } from "../../../../src/app/protocol/run/training-document.ts";

interface Properties {
  readonly presets: readonly TrainingPreset[];
  readonly options: GivenOptions;
  readonly onChoose: (options: GivenOptions) => void;
}

/** Good ways to train as cards, of which one is chosen; none when other options have been set. */
export function PresetCards({ presets, options, onChoose }: Properties): ReactElement {
  const chosen = presetOf(presets, options);
  return (
    <Radio.Group
      value={chosen?.id ?? ""}
      onChange={(id) => onChoose(presets.find((preset) => preset.id === id)?.options ?? {})}
      label={
        <Title order={2} size="h4" component="span">
          How it shall learn
        </Title>
      }
      description={
        chosen === undefined
          ? "Your own choice of options, below. A card puts them back."
          : "Times are about those of two processor cores with images of 128 by 128 pixels; larger ones take longer."
      }
    >
      <SimpleGrid cols={{ base: 2, md: 3, xl: 5 }} mt="xs" spacing="sm">
        {presets.map(({ id, title, description, time, images }) => (
          <Radio.Card
            key={id}
            value={id}
            p="md"
            radius="md"
            aria-label={title}
            style={{
              display: "flex",
              flexDirection: "column",
              ...(chosen?.id === id
                ? {
                    borderColor: "var(--mantine-primary-color-filled)",
                    boxShadow: "inset 0 0 0 1px var(--mantine-primary-color-filled)",
                  }
                : {}),
            }}
          >
            <Group gap="xs" wrap="nowrap" mb={6}>
              <Radio.Indicator />
              <Text fw={600}>{title}</Text>
            </Group>
            <Text size="sm" mb="xs">
              {description}
            </Text>
            <Fact icon={<IconClock size={16} aria-hidden />} text={time} />
            <Fact icon={<IconPhoto size={16} aria-hidden />} text={images} />
          </Radio.Card>
        ))}
      </SimpleGrid>
    </Radio.Group>
  );
}

function Fact({ icon, text }: { readonly icon: ReactElement; readonly text: string }): ReactElement {
  return (
    <Group gap={6} wrap="nowrap" align="start" mt={4}>
      <span style={{ flex: "none", lineHeight: 0, marginTop: 1 }}>{icon}</span>
      <Text size="xs" c="dimmed">
        {text}
      </Text>
    </Group>
  );
}

/** The card whose options these are; undefined where others have been set. */
export function presetOf(
  presets: readonly TrainingPreset[],
  options: GivenOptions,
): TrainingPreset | undefined {
  return presets.find((preset) => sameOptions(preset.options, options));
}

function sameOptions(a: GivenOptions, b: GivenOptions): boolean {
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].every((key) => a[key] === b[key]);
}
