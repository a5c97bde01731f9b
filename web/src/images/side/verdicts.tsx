import { Group, Select, Slider, Text, UnstyledButton } from "@mantine/core";
import type { ReactElement } from "react";
import { useApi } from "../../api/hooks.ts";
import { type Choice, isLessSure, isMistake, type Knowledge } from "../choose-images.ts";
import type { PageImage } from "../page-image.ts";
import styles from "./filter-list.module.css";

interface VerdictsProps {
  readonly images: readonly PageImage[];
  readonly choice: Choice;
  readonly onChange: (choice: Choice) => void;
  readonly run: string | null;
  readonly onRun: (run: string | null, choice: Choice) => void;
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
    onRun(name, {
      ...choice,
      finding: choice.finding === "mistake" ? null : choice.finding,
      lessSure: name === null ? null : choice.lessSure,
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
              aria-disabled={mistakes === 0 && choice.finding !== "mistake"}
              onClick={() => {
                if (choice.finding === "mistake") onChange({ ...choice, finding: null });
                else if (mistakes > 0) onChange({ ...choice, finding: "mistake", sort: "mistake" });
              }}
            >
              <span className={mistakes === 0 ? styles.none : styles.word}>Mistakes</span>
              <Text component="span" size="xs" c="dimmed" ml="auto">
                {mistakes.toLocaleString("en")} of {knowledge.verdicts.size.toLocaleString("en")}
              </Text>
            </UnstyledButton>
          </li>
        </ul>
      )}
      {run !== null && (
        <LessSure
          value={choice.lessSure}
          onChange={(lessSure) => onChange({ ...choice, lessSure })}
          count={
            choice.lessSure === null
              ? knowledge.verdicts.size
              : props.images.filter((image) => isLessSure(image, knowledge, choice.lessSure ?? 1)).length
          }
        />
      )}
    </section>
  );
}

/** At 100 % every image passes, also those that the model has not judged. */
function LessSure({
  value,
  onChange,
  count,
}: {
  readonly value: number | null;
  readonly onChange: (value: number | null) => void;
  readonly count: number;
}): ReactElement {
  return (
    <div style={{ padding: "4px 6px 0" }}>
      <Group justify="space-between" wrap="nowrap" gap={4}>
        <Text size="sm" {...(value === null ? { c: "dimmed" } : { fw: 600 })}>
          {value === null ? "Of any confidence" : `Less sure than ${Math.round(100 * value)} %`}
        </Text>
        <Text size="xs" c="dimmed">
          {count.toLocaleString("en")}
        </Text>
      </Group>
      <Slider
        size="sm"
        min={1}
        max={100}
        label={(percent) => (percent === 100 ? "all" : `below ${percent} %`)}
        thumbLabel="Less sure than, in percent"
        value={value === null ? 100 : Math.round(100 * value)}
        onChange={(percent) => onChange(percent === 100 ? null : percent / 100)}
      />
    </div>
  );
}
