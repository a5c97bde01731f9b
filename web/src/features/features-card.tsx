import {
  ActionIcon,
  Button,
  Group,
  SegmentedControl,
  Select,
  Stack,
  Table,
  Text,
  TextInput,
} from "@mantine/core";
import { IconDownload, IconTrash } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { type ReactElement, useState } from "react";
import type { FeatureTableFacts } from "../../../src/app/protocol/feature-api.ts";
import { fileUrl } from "../api/client.ts";
import { useAction, useApi } from "../api/hooks.ts";
import { JobLine, useJob } from "../explain/parts/job-line.tsx";
import { BusyButton } from "../jobs/busy-button.tsx";
import { DeleteDialog } from "../jobs/delete-dialog.tsx";
import { FigureCard } from "../results/figure-card.tsx";
import { dateWords } from "../results/number-words.ts";

/** What a pretrained network sees in every labelled image, as a table for other programs. */
export function FeaturesCard(): ReactElement {
  const tables = useApi("features/list", {});
  const networks = useApi("backbones/list", {});
  const [ownName, setName] = useState<string>();
  const [format, setFormat] = useState<"csv" | "parquet">("csv");
  const [backbone, setBackbone] = useState("organelle");
  const [quarters, setQuarters] = useState("whole");
  const name = ownName ?? freeName(tables.data ?? []);
  const client = useQueryClient();
  const start = useAction("features/start");
  const there = (networks.data?.networks ?? []).filter(
    ({ state }) => state === "included" || state === "stored",
  );
  return (
    <FigureCard
      title="Features as a table for R or Python"
      description="A pretrained network describes every labelled image by some hundred numbers. One row for each image, with its label and group."
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (start.isPending) return;
          start.mutate(
            { name, format, backbone, tiles: quarters === "quarters" ? "quarters" : "whole" },
            {
              onSuccess: () => {
                setName(undefined);
                void client.invalidateQueries({ queryKey: ["features/list"] });
              },
            },
          );
        }}
      >
        <Group align="end" gap="md">
          <Select
            label="Network"
            data={there.map((network) => ({ value: network.name, label: network.name }))}
            value={backbone}
            allowDeselect={false}
            onChange={(next) => next !== null && setBackbone(next)}
            w={200}
          />
          <Stack gap={2}>
            <Text size="sm" fw={500} id="features-of">
              Of
            </Text>
            <SegmentedControl
              aria-labelledby="features-of"
              data={[
                { value: "whole", label: "Whole images" },
                { value: "quarters", label: "Quarters" },
              ]}
              value={quarters}
              onChange={setQuarters}
            />
          </Stack>
          <Stack gap={2}>
            <Text size="sm" fw={500} id="features-format">
              Format
            </Text>
            <SegmentedControl
              aria-labelledby="features-format"
              data={[
                { value: "csv", label: "CSV" },
                { value: "parquet", label: "Parquet" },
              ]}
              value={format}
              onChange={(next) => setFormat(next === "parquet" ? "parquet" : "csv")}
            />
          </Stack>
          <TextInput
            label="Name of the table"
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            spellCheck={false}
            w={200}
          />
          <BusyButton type="submit" busy={start.isPending} blocked={name === ""}>
            Write the table
          </BusyButton>
        </Group>
      </form>
      {tables.data !== undefined && tables.data.length > 0 && (
        <Table verticalSpacing="xs" mt="md" aria-label="Tables of features">
          <Table.Tbody>
            {tables.data.map((table) => (
              <TableRow key={table.file} table={table} />
            ))}
          </Table.Tbody>
        </Table>
      )}
    </FigureCard>
  );
}

/** "features-2": the first number that no table has. */
function freeName(tables: readonly FeatureTableFacts[]): string {
  for (let number = 1; ; number++) {
    const name = `features-${number}`;
    if (!tables.some(({ file }) => file.replace(/\.\w+$/, "") === name)) return name;
  }
}

function TableRow({ table }: { readonly table: FeatureTableFacts }): ReactElement {
  const { file, bytes, written } = table;
  const job = useJob(table.job?.id ?? null);
  const [asks, setAsks] = useState(false);
  const remove = useAction("features/remove");
  const client = useQueryClient();
  const close = (): void => setAsks(false);
  const works = job !== undefined && job.status !== "finished";
  return (
    <Table.Tr>
      <Table.Td>
        <Text size="sm" fw={600}>
          {file}
        </Text>
      </Table.Td>
      <Table.Td>
        {works ? (
          <JobLine job={job} />
        ) : (
          `${(bytes / 1e6).toFixed(bytes < 1e7 ? 2 : 0)} MB, ${dateWords(written)}`
        )}
      </Table.Td>
      <Table.Td>
        <Group gap="xs" justify="end" wrap="nowrap">
          {!works && (
            <Button
              component="a"
              href={fileUrl("features/file", { file })}
              download
              size="compact-sm"
              variant="light"
              leftSection={<IconDownload size={16} aria-hidden />}
              aria-label={`Save ${file}`}
            >
              Save
            </Button>
          )}
          <ActionIcon
            variant="subtle"
            color="gray"
            onClick={() => setAsks(true)}
            aria-label={`Delete ${file}`}
            title="Delete"
          >
            <IconTrash size={18} aria-hidden />
          </ActionIcon>
        </Group>
        <DeleteDialog
          opened={asks}
          name={file}
          busy={remove.isPending}
          onKeep={close}
          onDelete={() =>
            remove.mutate(
              { file },
              {
                onSuccess: () => {
                  close();
                  void client.invalidateQueries({ queryKey: ["features/list"] });
                },
                onError: close,
              },
            )
          }
        >
          The table is deleted from the disk. Images and labels stay; it can be written again.
        </DeleteDialog>
      </Table.Td>
    </Table.Tr>
  );
}
