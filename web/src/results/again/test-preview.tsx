import { Alert, Badge, Group, List, Mark, Stack, Text } from "@mantine/core";
import type { ReactElement } from "react";
import type { EvaluationPreview } from "../../../../src/app/protocol/evaluation-api.ts";
import { countOf } from "../number-words.ts";

/** What a test would be of: images of each class, groups, and what stands in its way. */
export function TestPreview({ preview }: { readonly preview: EvaluationPreview }): ReactElement {
  const { images, classes, obstacles, warnings } = preview;
  return (
    <Stack gap="xs">
      {obstacles.map((obstacle) => (
        <Alert key={obstacle} color="red" p="xs">
          {obstacle}
        </Alert>
      ))}
      {images > 0 && (
        <Group gap={6} component="ul" m={0} p={0} aria-label="Images of each class">
          {classes.map(({ label, images: count, known }) => (
            <Badge
              key={label}
              component="li"
              color={known ? (count === 0 ? "gray" : "leaf") : "red"}
              variant={count === 0 ? "outline" : "light"}
            >
              {label}: {count === 0 ? "none" : count.toLocaleString("en")}
              {known ? "" : ", not known to the model"}
            </Badge>
          ))}
        </Group>
      )}
      {images > 0 && <Text size="sm">{groupWords(preview)}</Text>}
      <Examples preview={preview} />
      {warnings.length > 0 && (
        <List size="sm">
          {warnings.map((warning) => (
            <List.Item key={warning}>{warning}</List.Item>
          ))}
        </List>
      )}
    </Stack>
  );
}

/** Two or three names with their group marked: enough to see whether the pattern is right. */
function Examples({ preview: { groups } }: { readonly preview: EvaluationPreview }): ReactElement | null {
  const found = (groups?.examples ?? []).filter(({ group }) => group !== null).slice(0, 3);
  if (found.length === 0) return null;
  return (
    <Stack gap={2}>
      {found.map(({ path, start, end }) => (
        <Text key={path} size="xs" ff="monospace" style={{ overflowWrap: "anywhere" }}>
          {path.slice(0, start)}
          <Mark color="leaf">{path.slice(start, end)}</Mark>
          {path.slice(end)}
        </Text>
      ))}
    </Stack>
  );
}

function groupWords({ images, groups, ownGroups }: EvaluationPreview): string {
  const all = countOf(images, "image");
  if (groups === null || groups.error !== null) {
    return ownGroups > 0
      ? `${all} in ${countOf(ownGroups, "group")}, as the CSV file says.`
      : `${all}; each stands for itself, as if no two were of the same plant or session.`;
  }
  const { matched, groupCount } = groups;
  const without = images - matched;
  return [
    `${all} in ${countOf(groupCount, "group")}.`,
    without > 0 ? `${countOf(without, "image")} have no group and stand each for themselves.` : "",
    groupCount > 1 && groupCount === matched ? "Every image is a group of its own: that groups nothing." : "",
  ]
    .filter((part) => part !== "")
    .join(" ");
}
