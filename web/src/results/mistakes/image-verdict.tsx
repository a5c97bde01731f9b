import { Anchor, Badge, Box, Button, Card, Group, Menu, Text, Tooltip } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconArrowBackUp, IconCheck, IconEye, IconTag } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { type ReactElement, useRef } from "react";
import { Link } from "wouter";
import type { RunPredictions } from "../../../../src/app/protocol/run/run-document.ts";
import { useAction } from "../../api/hooks.ts";
import { Thumbnail } from "../../pictures/thumbnail.tsx";
import { percent } from "../number-words.ts";

/** An image with its label and the model's verdict; buttons to relabel it and to see what the verdict rests on. */
export function ImageVerdict({
  run,
  predictions,
  row,
}: {
  readonly run: string;
  readonly predictions: RunPredictions;
  readonly row: number;
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
        <Relabel path={path} name={name} now={now} classes={classes} suggestion={predicted} />
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

function Relabel({
  path,
  name,
  now,
  classes,
  suggestion,
}: {
  readonly path: string;
  readonly name: string;
  readonly now: string | null;
  readonly classes: readonly string[];
  readonly suggestion: string;
}): ReactElement {
  const client = useQueryClient();
  const label = useAction("images/label");
  const target = useRef<HTMLButtonElement>(null);
  const give = async (to: string | null): Promise<void> => {
    await label.mutateAsync({ changes: [{ path, label: to }] });
    await client.invalidateQueries({ queryKey: ["runs/predictions"] });
  };
  const change = async (to: string): Promise<void> => {
    const before = now === "" ? null : now;
    try {
      await give(to);
    } catch {
      return; // the client has told it
    }
    const id = notifications.show({
      title: `${name} is ${to} now`,
      message: (
        <Button
          size="compact-sm"
          variant="default"
          mt={4}
          leftSection={<IconArrowBackUp size={14} aria-hidden />}
          onClick={() => {
            notifications.hide(id);
            target.current?.focus();
            give(before).catch(() => {}); // the client has told it
          }}
        >
          Undo
        </Button>
      ),
      autoClose: 15_000,
    });
  };
  return (
    <Menu
      position="bottom-start"
      disabled={now === null}
      // Within the page's landmarks, and without an element that a screen reader would not expect in a menu.
      withinPortal={false}
      withInitialFocusPlaceholder={false}
    >
      <Menu.Target>
        <Button
          size="compact-sm"
          variant="default"
          style={{ flexShrink: 0 }}
          leftSection={<IconTag size={14} aria-hidden />}
          ref={target}
          aria-busy={label.isPending || undefined}
          disabled={now === null}
          title={now === null ? "This image is not in the table of images any more" : undefined}
          aria-label={`Relabel ${name}`}
        >
          Relabel
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>It is really</Menu.Label>
        {classes.map((option) => (
          <Menu.Item
            key={option}
            onClick={() => void change(option)}
            leftSection={option === now ? <IconCheck size={14} aria-hidden /> : <Box w={14} />}
            rightSection={
              option === suggestion ? (
                <Text size="xs" c="dimmed">
                  the model's
                </Text>
              ) : null
            }
          >
            {option}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
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
