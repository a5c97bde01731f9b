import { Select, Text, UnstyledButton } from "@mantine/core";
import type { ReactElement } from "react";
import { useApi } from "../../api/hooks.ts";
import { type Choice, isMistake, type Knowledge } from "../choose-images.ts";
import type { PageImage } from "../page-image.ts";
import styles from "./filter-list.module.css";

interface VerdictsProps {
  readonly images: readonly PageImage[];
  readonly choice: Choice;
  readonly onChange: (choice: Choice) => void;
  readonly run: string | null;
  readonly onRun: (run: string | null) => void;
  readonly knowledge: Knowledge;
}

/** What a trained model says of the images that it has not learnt from: its mistakes may be wrong labels. */
export function Verdicts(props: VerdictsProps): ReactElement | null {
  const { choice, onChange, run, onRun, knowledge } = props;
  const runs = useApi("runs/list", {});
  const names = (runs.data ?? []).filter(({ status }) => status === "finished").map(({ name }) => name);
  if (names.length === 0) return null;
  const mistakes = props.images.filter((image) => isMistake(image, knowledge)).length;
  const choose = (name: string | null): void => {
    onRun(name);
    onChange({
      ...choice,
      finding: choice.finding === "mistake" ? null : choice.finding,
      sort:
        name === null && (choice.sort === "confidence" || choice.sort === "mistake") ? "name" : choice.sort,
    });
  };
  return (
    <section aria-label="A model's verdicts">
      <Text size="sm" fw={600} component="h2" mb={4}>
        A model's verdicts
      </Text>
      <Select
        size="xs"
        aria-label="Run"
        placeholder="Choose a run"
        data={names}
        value={run}
        onChange={choose}
        clearable
      />
      {run !== null && (
        <ul className={styles.list}>
          <li>
            <UnstyledButton
              className={styles.item}
              aria-pressed={choice.finding === "mistake"}
              disabled={mistakes === 0}
              onClick={() =>
                onChange({
                  ...choice,
                  finding: choice.finding === "mistake" ? null : "mistake",
                  sort: choice.finding === "mistake" ? choice.sort : "mistake",
                })
              }
            >
              <span className={mistakes === 0 ? styles.none : styles.word}>Mistakes</span>
              <Text component="span" size="xs" c="dimmed" ml="auto">
                {mistakes.toLocaleString("en")} of {knowledge.verdicts.size.toLocaleString("en")}
              </Text>
            </UnstyledButton>
          </li>
        </ul>
      )}
    </section>
  );
}
