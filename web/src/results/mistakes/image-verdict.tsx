import { Anchor, Badge, Box, Card, Group, Text, Tooltip } from "@mantine/core";
import { IconCheck, IconEye } from "@tabler/icons-react";
import type { ReactElement } from "react";
import { Link } from "wouter";
import type { RunPredictions } from "../../../../src/app/protocol/run/run-document.ts";
import { Thumbnail } from "../../pictures/thumbnail.tsx";
import { percent } from "../number-words.ts";
import { RelabelMenu } from "./relabel-menu.tsx";

/** An image with its label and the model's verdict; buttons to relabel it and to see what the verdict rests on. */
export function ImageVerdict({
  run,
  predictions,
  row,
  isElsewhere = false,
}: {
  readonly run: string;
  readonly predictions: RunPredictions;
  readonly row: number;
  /** It is not an image of the workspace: its label is not to be changed here. */
  readonly isElsewhere?: boolean;
}): ReactElement {
  const { classes } = predictions;
  const path = predictions.path[row] ?? "";
  const truth = classes[predictions.label[row] ?? -1];
  const predicted = classes[predictions.predicted[row] ?? -1] ?? "";
  const now = predictions.labelNow[row] ?? null;
  const name = path.split("/").at(-1) ?? path;
  const explain = `/explain?run=${encodeURIComponent(run)}&image=${encodeURIComponent(path)}`;
  return (
    <Card withBorder padding="xs" component="article" aria-label={name} style={{ overflow: "visible" }}>
      <Card.Section>
        <Box style={{ display: "grid", placeItems: "center" }} bg="var(--mantine-color-default-hover)">
          <Thumbnail path={path} size={184} alt={name} />
        </Box>
      </Card.Section>
      <Tooltip label={path} openDelay={400}>
        <Text size="xs" c="dimmed" truncate mt={6}>
          {name}
        </Text>
      </Tooltip>
      <Text size="sm">
        labelled <b>{truth ?? "nothing"}</b>
      </Text>
      <Text size="sm">
        model says <b>{predicted}</b>, {percent(predictions.confidence[row], 0)} sure
      </Text>
      <Box mt="auto" pt={4}>
        <ProbabilityBars predictions={predictions} row={row} />
      </Box>
      {now !== null && now !== truth && (
        <Badge variant="light" mt={4} leftSection={<IconCheck size={12} aria-hidden />}>
          {now === "" ? "label taken away" : `now ${now}`}
        </Badge>
      )}
      <Group gap={6} mt={6} wrap="nowrap">
        {!isElsewhere && (
          <RelabelMenu path={path} name={name} now={now} classes={classes} suggestion={predicted} />
        )}
        <Anchor component={Link} href={explain} size="sm" aria-label={`Explain ${name}`} ml="auto">
          <Group gap={4} wrap="nowrap">
            <IconEye size={16} aria-hidden />
            Explain
          </Group>
        </Anchor>
      </Group>
    </Card>
  );
}

/** The probabilities of all classes as bars, the two that matter by colour. */
function ProbabilityBars({
  predictions,
  row,
}: {
  readonly predictions: RunPredictions;
  readonly row: number;
}): ReactElement {
  const { classes, probability } = predictions;
  const shares = classes.map((label, k) => ({ label, share: probability[row * classes.length + k] ?? 0 }));
  const words = shares.map(({ label, share }) => `${label} ${percent(share, 0)}`).join(", ");
  return (
    <Tooltip label={words} multiline maw={260} openDelay={200}>
      <Box
        role="img"
        aria-label={`Probabilities: ${words}`}
        style={{ display: "flex", alignItems: "end", gap: 2, height: 22 }}
      >
        {shares.map(({ label, share }, k) => (
          <Box
            key={label}
            flex={1}
            h={`${Math.max(4, 100 * share)}%`}
            bg={
              k === predictions.predicted[row]
                ? "var(--mantine-primary-color-filled)"
                : k === predictions.label[row]
                  ? "var(--mantine-color-orange-6)"
                  : "var(--mantine-color-default-border)"
            }
            style={{ borderRadius: 1 }}
          />
        ))}
      </Box>
    </Tooltip>
  );
}
