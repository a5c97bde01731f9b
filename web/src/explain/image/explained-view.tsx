import { Alert, Badge, Box, Button, Group, Paper, Skeleton, Slider, Stack, Text } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { type ReactElement, useState } from "react";
import type { ExplainedImage, ShownMethod } from "../../../../src/app/protocol/explanation-api.ts";
import { fileUrl } from "../../api/client.ts";
import { useApi } from "../../api/hooks.ts";
import { percent } from "../../results/number-words.ts";
import { ConfidenceBar, faintColor, strongColor } from "../parts/confidence-bar.tsx";
import { fileName } from "../parts/file-name.ts";
import { DeleteExplanation } from "./delete-explanation.tsx";
import { TestBadge } from "./test-badge.tsx";

interface Properties {
  /** Of the explanation. */
  readonly name: string;
  readonly image: string;
  readonly method: string;
  readonly onDeleted: () => void;
}

/** An image beside the same with a map laid over it, and the verdict that the map is to explain. */
export function ExplainedView({ name, image, method, onDeleted }: Properties): ReactElement {
  const details = useApi("explain/details", { name });
  const [strength, setStrength] = useState(100);
  if (details.data === undefined) return <Skeleton h={420} aria-label="Opening the explanation" />;
  const { shown, shownMethods, classes } = details.data;
  const at = shown.findIndex(({ path }) => path === image);
  const facts = shown[at];
  const how = shownMethods.find((entry) => entry.name === method) ?? shownMethods[0];
  if (facts === undefined || how === undefined) {
    return <Alert color="red" title="This explanation does not hold the image any more." />;
  }
  const original = fileUrl("explain/original", { name, image: at });
  const map = fileUrl("explain/map", { name, image: at, method: how.name });
  return (
    <Stack gap="md">
      <Verdict facts={facts} />
      <Box
        style={{
          display: "grid",
          gridTemplateColumns: "repeat(auto-fit, minmax(210px, 1fr))",
          gap: "var(--mantine-spacing-md)",
          alignItems: "start",
        }}
      >
        {/* The pictures with what changes them right below: one watches while one slides. */}
        <Box style={{ gridColumn: "span 2" }}>
          <Box style={{ display: "grid", gridTemplateColumns: "1fr 1fr", gap: "var(--mantine-spacing-md)" }}>
            <Panel title="Image">
              <img src={original} alt={fileName(image)} style={pictureStyle} />
            </Panel>
            <Panel title={how.title}>
              <Box pos="relative" style={{ lineHeight: 0 }}>
                <img
                  src={original}
                  alt=""
                  style={{
                    ...pictureStyle,
                    filter: `brightness(${1 - (1 - how.brightness) * Math.min(1, strength / 100)})`,
                  }}
                />
                <img
                  src={map}
                  alt={altOf(how, facts)}
                  style={{
                    ...pictureStyle,
                    position: "absolute",
                    inset: 0,
                    opacity: Math.min(1, (how.opacity * strength) / 100),
                  }}
                />
              </Box>
            </Panel>
            <Strength value={strength} onChange={setStrength} />
            <Legend how={how} explained={facts.explained} />
          </Box>
        </Box>
        <Probabilities facts={facts} classes={classes} />
      </Box>
      <Group>
        <Button
          component="a"
          href={fileUrl("explain/figure", { name, image: at })}
          download
          variant="default"
          size="xs"
          leftSection={<IconDownload size={16} aria-hidden />}
        >
          Save the figure
        </Button>
        <DeleteExplanation facts={details.data} onDeleted={onDeleted} />
      </Group>
      <Paper withBorder p="sm">
        <Group gap="xs" mb={4}>
          <Text fw={600}>{how.title}</Text>
          <TestBadge test={how.test} />
        </Group>
        <Text size="sm">
          {how.meaning} {how.test.words}
        </Text>
        <Text size="xs" c="dimmed" mt={4}>
          {how.source}
        </Text>
      </Paper>
    </Stack>
  );
}

interface StrengthProperties {
  /** Percent of what figures have. */
  readonly value: number;
  readonly onChange: (value: number) => void;
}

function Strength({ value, onChange }: StrengthProperties): ReactElement {
  return (
    <div>
      <Group justify="space-between" gap="xs">
        <Text size="sm">Strength of the colours</Text>
        <Text size="sm" c="dimmed" aria-hidden>
          {value} %
        </Text>
      </Group>
      <Slider
        mt={4}
        value={value}
        onChange={onChange}
        min={0}
        max={130}
        step={5}
        label={null}
        thumbLabel="Strength of the colours"
        thumbValueText={`${value} percent`}
      />
    </div>
  );
}

const pictureStyle = { width: "100%", display: "block", borderRadius: "var(--mantine-radius-sm)" } as const;

function altOf({ title, signed }: ShownMethod, { path, explained }: ExplainedImage): string {
  const what = signed ? `for and against ${explained}` : `for ${explained}`;
  return `${title} of ${fileName(path)}: where the evidence ${what} lies`;
}

function Panel({
  title,
  children,
}: {
  readonly title: string;
  readonly children: ReactElement;
}): ReactElement {
  return (
    <figure style={{ margin: 0 }}>
      <figcaption>
        <Text size="sm" fw={600} mb={4}>
          {title}
        </Text>
      </figcaption>
      {children}
    </figure>
  );
}

function Verdict({ facts }: { readonly facts: ExplainedImage }): ReactElement {
  const { predicted, mostProbable, confidence, label, path, explained, part } = facts;
  return (
    <div>
      <Group gap="sm">
        <Text size="xl" fw={650}>
          {predicted === null
            ? `None of these (nearest: ${mostProbable}, ${percent(confidence)})`
            : `${predicted}, ${percent(confidence)} sure`}
        </Text>
        {label !== null && (
          <Badge color={label === predicted ? "leaf" : "red"} variant="light" size="lg" tt="none">
            {label === predicted ? "right" : `wrong: it is ${label}`}
          </Badge>
        )}
        {part === "train" && (
          <Badge variant="outline" color="yellow" size="lg" tt="none">
            the model was trained on this image
          </Badge>
        )}
        {explained !== mostProbable && (
          <Badge variant="outline" color="gray" size="lg" tt="none">
            evidence for {explained}
          </Badge>
        )}
      </Group>
      <Text size="sm" c="dimmed">
        {path}
      </Text>
    </div>
  );
}

interface ProbabilityProperties {
  readonly facts: ExplainedImage;
  readonly classes: readonly string[];
}

function Probabilities({ facts, classes }: ProbabilityProperties): ReactElement | null {
  if (facts.probabilities.length === 0) return null;
  return (
    <div>
      <Text size="sm" fw={600} mb={4}>
        What it could be
      </Text>
      <Stack gap={6} component="ul" style={{ listStyle: "none", padding: 0, margin: 0 }}>
        {classes.map((name, at) => (
          <li key={name}>
            <Text size="sm" fw={name === facts.mostProbable ? 600 : undefined}>
              {name}
            </Text>
            <ConfidenceBar
              share={facts.probabilities[at] ?? 0}
              width="100%"
              color={name === facts.mostProbable ? strongColor : faintColor}
            />
          </li>
        ))}
      </Stack>
    </div>
  );
}

function Legend({ how, explained }: { readonly how: ShownMethod; readonly explained: string }): ReactElement {
  const [low, high] = how.signed ? ["against it", "for it"] : ["no evidence", "most"];
  return (
    <div>
      <Text size="sm" mb={4}>
        {how.signed ? "For or against" : "Evidence for"} {explained}
      </Text>
      <Box
        role="img"
        aria-label={`Colours from ${low} to ${high}`}
        style={{
          height: 12,
          borderRadius: 6,
          background: `linear-gradient(to right, ${how.colors.join(", ")})`,
        }}
      />
      <Group justify="space-between">
        <Text size="xs" c="dimmed">
          {low}
        </Text>
        <Text size="xs" c="dimmed">
          {high}
        </Text>
      </Group>
    </div>
  );
}
