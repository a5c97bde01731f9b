import { NumberInput, Select, Switch, TextInput } from "@mantine/core";
import type { ReactElement } from "react";
import type { TrainingField } from "../../../../src/app/protocol/run/training-document.ts";
import { givenPage, shownPage } from "./page-option.ts";

interface Properties {
  readonly field: TrainingField;
  readonly value: string | number | boolean | undefined;
  readonly problem: string | undefined;
  /** Undefined puts the default back. */
  readonly onChange: (value: string | number | boolean | undefined) => void;
}

/** One option: a switch, a choice, a number or a text, with its default as the placeholder. */
export function OptionField({ field, value, problem, onChange }: Properties): ReactElement {
  const { key, label, kind, description, choices, choiceWords, unit } = field;
  const preset = field.default === null ? "automatic" : wordOf(field.default, field);
  const shared = {
    label: unit === null ? label : `${label} (${unit})`,
    description,
    ...(problem === undefined ? {} : { error: problem }),
  };
  if (kind === "flag") {
    return (
      <Switch
        {...shared}
        checked={value === true}
        onChange={(event) => onChange(event.currentTarget.checked ? true : undefined)}
      />
    );
  }
  if (key === "page") {
    return (
      <NumberInput
        {...shared}
        value={shownPage(value)}
        placeholder="all, the brightest"
        min={1}
        allowDecimal={false}
        onChange={(page) => onChange(givenPage(page))}
        hideControls
      />
    );
  }
  if (choices.length > 0) {
    return (
      <Select
        {...shared}
        data={choices.map((choice) => ({ value: choice, label: choiceWords?.[choice] ?? choice }))}
        value={value === undefined ? null : String(value)}
        placeholder={preset}
        clearable
        onChange={(chosen) =>
          onChange(chosen === null ? undefined : kind === "number" ? Number(chosen) : chosen)
        }
      />
    );
  }
  if (kind === "number") {
    return (
      <NumberInput
        {...shared}
        value={typeof value === "number" ? value : ""}
        placeholder={preset}
        onChange={(next) => onChange(next === "" ? undefined : Number(next))}
        hideControls
      />
    );
  }
  return (
    <TextInput
      {...shared}
      value={value === undefined ? "" : String(value)}
      placeholder={preset}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

function wordOf(value: string | number | boolean, { choiceWords }: TrainingField): string {
  return choiceWords?.[String(value)] ?? String(value);
}
