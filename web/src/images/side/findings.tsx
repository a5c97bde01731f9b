import { Box, Text, UnstyledButton } from "@mantine/core";
import { type ReactElement, useMemo } from "react";
import { useApi } from "../../api/hooks.ts";
import { type Choice, contradictions, type Knowledge } from "../choose-images.ts";
import type { PageImage } from "../page-image.ts";
import { CheckFiles } from "./check-files.tsx";
import styles from "./filter-list.module.css";

interface FindingsProps {
  readonly images: readonly PageImage[];
  readonly choice: Choice;
  readonly onChange: (choice: Choice) => void;
  readonly knowledge: Knowledge;
}

/** Broken images and copies, as the latest check found them. */
export function Findings({ images, choice, onChange, knowledge }: FindingsProps): ReactElement {
  const findings = useApi("images/findings", {});
  const { data } = findings;
  const [broken, copies] = useMemo(
    () => [
      images.filter(({ path }) => knowledge.broken.has(path)).length,
      images.filter(({ path }) => knowledge.copies.has(path)).length,
    ],
    [images, knowledge],
  );
  const torn = useMemo(() => contradictions(images, knowledge), [images, knowledge]);
  const item = (
    finding: "broken" | "duplicate" | "different",
    words: string,
    count: number,
  ): ReactElement => (
    <li>
      <UnstyledButton
        className={styles.item}
        aria-pressed={choice.finding === finding}
        aria-disabled={count === 0 && choice.finding !== finding}
        onClick={() => {
          if (choice.finding === finding) onChange({ ...choice, finding: null });
          else if (count > 0) onChange({ ...choice, finding });
        }}
      >
        <span className={count === 0 ? styles.none : styles.word}>{words}</span>
        <Text component="span" size="xs" c="dimmed" ml="auto">
          {count.toLocaleString("en")}
        </Text>
      </UnstyledButton>
    </li>
  );
  return (
    <section aria-label="Check of the files">
      <Text size="sm" fw={600} component="h2" mb={4}>
        Check of the files
      </Text>
      {data && data.job !== null ? (
        <ul className={styles.list}>
          {item("broken", "Cannot be read", broken)}
          {item("duplicate", data.truncated ? "Equal or alike (the first ones)" : "Equal or alike", copies)}
          {(torn.size > 0 || choice.finding === "different") &&
            item("different", "Alike, other label", torn.size)}
        </ul>
      ) : (
        <Text size="xs" c="dimmed">
          Opens every image once and finds damaged files and copies.
        </Text>
      )}
      <Box mt="xs">
        <CheckFiles start={data?.job == null ? "Check all images" : "Check again"} />
      </Box>
    </section>
  );
}
