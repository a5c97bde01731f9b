import { Box, Select } from "@mantine/core";
import type { ReactElement } from "react";
import { useApi } from "../api/hooks.ts";
import { NetworksButton } from "./networks-button.tsx";

interface Properties {
  readonly label: string;
  readonly value: string | undefined;
  readonly problem: string | undefined;
  /** Undefined puts the default back. */
  readonly onChange: (name: string | undefined) => void;
}

/** Chooses one of the pretrained networks that are on this computer; more of them are a button away. */
export function NetworkField({ label, value, problem, onChange }: Properties): ReactElement {
  const known = useApi("backbones/list", {});
  const there = (known.data?.networks ?? []).filter(
    ({ state }) => state === "included" || state === "stored",
  );
  const data = there.map(({ name, title }) => ({
    value: name,
    label: title === name ? name : `${title} (${name})`,
  }));
  // What was chosen and has gone meanwhile is still seen.
  const isGone = value !== undefined && !there.some(({ name }) => name === value);
  return (
    <Box>
      <Select
        label={label}
        description="A network that has learnt from other images before: the one of the package, or one that you have got."
        data={isGone ? [...data, { value, label: value }] : data}
        value={value ?? null}
        placeholder="automatic"
        clearable
        onChange={(name) => onChange(name ?? undefined)}
        {...(problem === undefined ? {} : { error: problem })}
      />
      <Box mt={6}>
        <NetworksButton />
      </Box>
    </Box>
  );
}
