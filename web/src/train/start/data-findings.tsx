import { Alert, Anchor, List } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { type ReactElement, useMemo } from "react";
import { Link } from "wouter";
import { useApi } from "../../api/hooks.ts";
import { contradictions, everything, type Finding } from "../../images/choose-images.ts";
import { useKnowledge } from "../../images/knowledge/use-knowledge.ts";
import { allImages, writePlace } from "../../images/place/image-place.ts";
import { useImages } from "../../images/use-images.ts";
import { countOf } from "../../results/number-words.ts";

/** What the check of the files and the partition have found against the images, once more before they are learnt from. */
export function DataFindings({ isParted }: { readonly isParted: boolean }): ReactElement | null {
  const images = useImages().data?.images;
  const knowledge = useKnowledge(null);
  const preview = useApi(
    "partition/preview",
    { ratio: [8, 1, 1], seed: 0, assigned: "keep" },
    { enabled: isParted },
  ).data;
  const [broken, torn] = useMemo(() => {
    const labelled = (images ?? []).filter(({ label }) => label !== null);
    return [
      labelled.filter(({ path }) => knowledge.broken.has(path)).length,
      contradictions(labelled, knowledge).size,
    ];
  }, [images, knowledge]);
  // Groups in several parts are told above: they do not let training begin.
  const copies = (isParted ? preview?.leaks.duplicates.length : undefined) ?? 0;
  if (broken + torn + copies === 0) return null;
  const isLeak = copies > 0;
  return (
    <Alert
      color={isLeak ? "red" : "yellow"}
      variant={isLeak ? "light" : "default"}
      p="sm"
      icon={<IconAlertTriangle aria-hidden />}
      title={isLeak ? "A leak: the score would be better than the truth" : "The check of the files has found"}
    >
      <List size="sm" spacing={4}>
        {copies > 0 && (
          <List.Item>
            {countOf(copies, "pair")} of copies in different parts:{" "}
            <Go href="/partition">look at the partition</Go>
          </List.Item>
        )}
        {broken > 0 && (
          <List.Item>
            {countOf(broken, "labelled image")} that cannot be read and will be left out:{" "}
            <Go href={placeOf("broken")}>show them</Go>
          </List.Item>
        )}
        {torn > 0 && (
          <List.Item>
            {countOf(torn, "image")} that show the same and have different labels:{" "}
            <Go href={placeOf("different")}>show them</Go>
          </List.Item>
        )}
      </List>
    </Alert>
  );
}

function placeOf(finding: Finding): string {
  return `/images?${writePlace({ ...allImages, choice: { ...everything, finding } })}`;
}

function Go({ href, children }: { readonly href: string; readonly children: string }): ReactElement {
  return (
    <Anchor component={Link} href={href} inherit underline="always" c="var(--mantine-color-text)">
      {children}
    </Anchor>
  );
}
