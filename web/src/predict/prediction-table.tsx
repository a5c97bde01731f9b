import {
  Alert,
  Box,
  Button,
  Group,
  List,
  Paper,
  Stack,
  Text,
  TextInput,
  Title,
  UnstyledButton,
} from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconDownload, IconFileText, IconSearch } from "@tabler/icons-react";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type ReactElement, useDeferredValue, useMemo, useRef, useState } from "react";
import type { PredictionFacts } from "../../../src/app/protocol/prediction-api.ts";
import { fileUrl } from "../api/client.ts";
import { JobLine, useJob, useNowAndThen } from "../explain/parts/job-line.tsx";
import { countOf, percent } from "../results/number-words.ts";
import { type Arrangement, arrangeRows, countVerdicts, type SortKey } from "./arrange-rows.ts";
import { DeletePrediction } from "./delete-prediction.tsx";
import { type LeftOut, leftOutOf } from "./left-out.ts";
import { titleOf } from "./prediction-list.tsx";
import { PredictionRow, rowHeight } from "./prediction-row.tsx";
import columns from "./prediction-table.module.css";
import { usePredictionRows } from "./use-prediction-rows.ts";
import { VerdictCounts } from "./verdict-counts.tsx";

interface TableProperties {
  readonly facts: PredictionFacts;
  readonly onDeleted: () => void;
}

/** The verdicts of a model on new images: fills while it works, sorts, filters, and can be taken away. */
export function PredictionTable({ facts, onDeleted }: TableProperties): ReactElement {
  const { name, run, finished } = facts;
  const job = useJob(facts.job);
  const { rows, classes, threshold, error } = usePredictionRows(name, facts.job, job?.ended !== null);
  const [arrangement, setArrangement] = useState<Arrangement>({
    key: "order",
    descending: false,
    text: "",
    verdict: undefined,
  });
  const late = useDeferredValue(rows);
  const shown = useMemo(() => arrangeRows(late, arrangement), [late, arrangement]);
  const counts = useMemo(() => countVerdicts(late, classes), [late, classes]);
  const said = useNowAndThen(`${rows.length.toLocaleString("en")} images classified`);
  const isActive = job !== undefined && job.ended === null;
  return (
    <Stack gap="sm">
      <Group justify="space-between" align="flex-start">
        <div>
          <Title order={2} size="h4" style={{ overflowWrap: "anywhere" }}>
            {titleOf(facts)}
          </Title>
          <Text size="sm" c="dimmed">
            {rows.length.toLocaleString("en")} {rows.length === 1 ? "image" : "images"}
            {run === null ? "" : `, judged by ${run}${facts.precision === "int8" ? " in 8 bits" : ""}`} ·{" "}
            {name}.csv
          </Text>
        </div>
        <Group gap="xs">
          <Save
            href={fileUrl("predict/csv", { name })}
            enabled={finished}
            icon={<IconDownload size={16} aria-hidden />}
          >
            CSV
          </Save>
          <Save
            href={fileUrl("predict/report", { name })}
            enabled={finished}
            icon={<IconFileText size={16} aria-hidden />}
          >
            Report
          </Save>
          <DeletePrediction facts={facts} isActive={isActive} onDeleted={onDeleted} />
        </Group>
      </Group>
      {job !== undefined && <JobLine job={job} />}
      {error !== undefined && !isActive && (
        <Alert color="red" title={error.message}>
          {error.hint}
        </Alert>
      )}
      {job !== undefined && <Notes left={leftOutOf(job, rows.length)} />}
      <span className="spoken" aria-live="polite">
        {isActive ? said : ""}
      </span>
      {threshold !== null && (
        <Text size="sm" c="dimmed">
          Less than {percent(threshold)} sure: “none of these”. This limit was set when the model was trained.
        </Text>
      )}
      <VerdictCounts
        counts={counts}
        total={late.length}
        chosen={arrangement.verdict}
        onChoose={(verdict) => setArrangement({ ...arrangement, verdict })}
      />
      <TextInput
        aria-label="Search by name"
        placeholder="Search by name"
        leftSection={<IconSearch size={16} aria-hidden />}
        value={arrangement.text}
        onChange={(event) => setArrangement({ ...arrangement, text: event.currentTarget.value })}
        maw={320}
      />
      <Verdicts
        rows={shown}
        run={run}
        classes={classes}
        arrangement={arrangement}
        onSort={(key) =>
          setArrangement({
            ...arrangement,
            key,
            descending: arrangement.key === key ? !arrangement.descending : false,
          })
        }
        empty={isActive ? "The first verdicts come in a moment." : "No image fits."}
      />
    </Stack>
  );
}

/** What could not be classified, and why; and what else there is to know. */
function Notes({ left: { count, reasons, warnings } }: { readonly left: LeftOut }): ReactElement {
  return (
    <>
      {count > 0 && (
        <Alert
          color="orange"
          variant="default"
          p="sm"
          title={`${countOf(count, "file")} could not be read and ${count === 1 ? "is" : "are"} left out; all others are classified`}
        >
          <List size="sm" style={{ overflowWrap: "anywhere" }}>
            {reasons.map((reason) => (
              <List.Item key={reason}>{reason}</List.Item>
            ))}
            {count > reasons.length && <List.Item>and {count - reasons.length} more</List.Item>}
          </List>
        </Alert>
      )}
      {warnings.map((warning) => (
        <Alert key={warning} color="yellow" variant="light" p="xs">
          {warning}
        </Alert>
      ))}
    </>
  );
}

interface SaveProperties {
  readonly href: string;
  readonly enabled: boolean;
  readonly icon: ReactElement;
  readonly children: string;
}

/** A link that saves a file; a button without effect before there is one. */
function Save({ href, enabled, icon, children }: SaveProperties): ReactElement {
  return enabled ? (
    <Button component="a" href={href} download variant="default" size="xs" leftSection={icon}>
      {children}
    </Button>
  ) : (
    <Button variant="default" size="xs" leftSection={icon} disabled>
      {children}
    </Button>
  );
}

const headings: readonly { readonly key: SortKey; readonly words: string }[] = [
  { key: "order", words: "Image" },
  { key: "name", words: "Name" },
  { key: "verdict", words: "Verdict" },
  { key: "confidence", words: "Confidence" },
];

interface VerdictsProperties {
  readonly rows: ReturnType<typeof arrangeRows>;
  readonly run: string | null;
  readonly classes: readonly string[];
  readonly arrangement: Arrangement;
  readonly onSort: (key: SortKey) => void;
  readonly empty: string;
}

/** The table itself; only the rows that are seen are on the page. */
function Verdicts({ rows, run, classes, arrangement, onSort, empty }: VerdictsProperties): ReactElement {
  const scroll = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => rowHeight,
    overscan: 10,
  });
  const colorOf = new Map(classes.map((label, index) => [label, index]));
  return (
    <Paper withBorder style={{ overflow: "hidden" }}>
      <Box
        ref={scroll}
        role="table"
        aria-label="Verdicts"
        aria-rowcount={rows.length + 1}
        aria-colcount={5}
        tabIndex={0}
        style={{ height: "calc(100vh - 420px)", minHeight: 360, overflowY: "auto" }}
      >
        <Box
          role="rowgroup"
          style={{
            position: "sticky",
            top: 0,
            zIndex: 1,
            background: "var(--mantine-color-body)",
            borderBottom: "1px solid var(--mantine-color-default-border)",
          }}
        >
          <Box role="row" aria-rowindex={1} className={columns.columns}>
            {headings.map(({ key, words }) => (
              <Box
                key={key}
                role="columnheader"
                aria-sort={
                  arrangement.key !== key ? "none" : arrangement.descending ? "descending" : "ascending"
                }
              >
                <UnstyledButton onClick={() => onSort(key)} py={8} style={{ whiteSpace: "nowrap" }}>
                  <Text size="sm" fw={600} component="span">
                    {words}{" "}
                    {arrangement.key === key &&
                      (arrangement.descending ? (
                        <IconArrowDown size={14} aria-hidden />
                      ) : (
                        <IconArrowUp size={14} aria-hidden />
                      ))}
                  </Text>
                </UnstyledButton>
              </Box>
            ))}
            <Box role="columnheader">
              <span className="spoken">What can be done</span>
            </Box>
          </Box>
        </Box>
        <Box role="rowgroup">
          <Box role="presentation" style={{ height: virtual.getTotalSize(), position: "relative" }}>
            {virtual.getVirtualItems().map(({ index, start }) => {
              const row = rows[index];
              return row === undefined ? null : (
                <PredictionRow
                  key={row.path}
                  row={row}
                  run={run}
                  index={index}
                  top={start}
                  classIndex={colorOf.get(row.mostProbable) ?? -1}
                />
              );
            })}
          </Box>
          {rows.length === 0 && (
            <Text c="dimmed" p="md">
              {empty}
            </Text>
          )}
        </Box>
      </Box>
    </Paper>
  );
}
