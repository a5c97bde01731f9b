import { Alert, Button, Select, Skeleton } from "@mantine/core";
import { IconSchool } from "@tabler/icons-react";
import type { ReactElement } from "react";
import { Link } from "wouter";
import type { RunSummary } from "../../../../src/app/protocol/run/run-document.ts";
import { useApi } from "../../api/hooks.ts";

interface Properties {
  readonly run: string | null;
  readonly onChange: (run: string) => void;
  /** On the page; 320 pixels by default. */
  readonly width?: number | string;
}

/** Chooses one of the finished runs; says what to do where there is none. */
export function RunSelect({ run, onChange, width = 320 }: Properties): ReactElement {
  const runs = useApi("runs/list", {});
  if (runs.data === undefined) return <Skeleton h={36} w={280} aria-label="Looking for models" />;
  const finished = runs.data.filter(({ status }) => status === "finished");
  if (finished.length === 0) {
    return (
      <Alert icon={<IconSchool aria-hidden />} title="No model has been trained yet" variant="light">
        <Button component={Link} href="/train" size="compact-sm" mt={4}>
          Train one
        </Button>
      </Alert>
    );
  }
  return (
    <Select
      label="Model"
      data={finished.map((summary) => ({ value: summary.name, label: wordsOf(summary) }))}
      value={run}
      onChange={(value) => value !== null && onChange(value)}
      allowDeselect={false}
      searchable={finished.length > 8}
      w={width}
    />
  );
}

/** The run that is asked for, or the newest finished one. */
export function useChosenRun(wanted: string | null): string | null {
  const runs = useApi("runs/list", {});
  const finished = runs.data?.filter(({ status }) => status === "finished") ?? [];
  return finished.find(({ name }) => name === wanted)?.name ?? finished[0]?.name ?? null;
}

function wordsOf({ name, accuracy }: RunSummary): string {
  const value = accuracy?.value ?? null;
  return value === null ? name : `${name} · ${(100 * value).toFixed(1)} % right`;
}
