import { Badge, Button, Group, Text } from "@mantine/core";
import { IconDownload, IconTrash } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { type ReactElement, useState } from "react";
import type { PretrainedNetwork } from "../../../src/app/protocol/backbone-api.ts";
import { useAction } from "../api/hooks.ts";
import { JobLine, useJob } from "../explain/parts/job-line.tsx";
import { DeleteDialog } from "../jobs/delete-dialog.tsx";

interface Properties {
  readonly network: PretrainedNetwork;
  /** Folder that has the files; empty: they are downloaded. */
  readonly from: string;
}

/** A network with its licence and whom to cite; a way to get it, or to free its space. */
export function NetworkRow({ network, from }: Properties): ReactElement {
  const { name, title, state, damage, licence, citation, host } = network;
  const client = useQueryClient();
  const pull = useAction("backbones/pull");
  const job = useJob(pull.data?.job ?? network.job?.id ?? null);
  const works = job !== undefined && job.ended === null;
  const canBeHad = host !== null && state !== "stored";
  const get = (): void =>
    pull.mutate(
      { name, ...(from === "" ? {} : { from }) },
      { onSuccess: () => void client.invalidateQueries({ queryKey: ["backbones/list"] }) },
    );
  return (
    <section
      aria-label={title}
      style={{ borderTop: "1px solid var(--mantine-color-default-border)", padding: "8px 0" }}
    >
      <Group justify="space-between" wrap="nowrap" align="start">
        <div>
          <Group gap="xs">
            <Text fw={600} size="sm">
              {title}
            </Text>
            <Text size="xs" c="dimmed">
              {name}
            </Text>
            {state === "included" && <Badge variant="light">comes with the package</Badge>}
            {state === "damaged" && (
              <Badge color="red" variant="light">
                damaged
              </Badge>
            )}
          </Group>
          <Text size="xs">{factsOf(network)}</Text>
          {damage !== null && (
            <Text size="xs" c="var(--mantine-color-error)">
              It cannot be used: {damage}.
            </Text>
          )}
          <Text size="xs" c="dimmed">
            Licence of the weights: {licence ?? "not stated"}.
            {citation === null ? "" : ` To cite: ${citation}`}
          </Text>
        </div>
        <Group gap="xs" wrap="nowrap">
          {canBeHad && !works && (
            <Button
              size="compact-sm"
              variant="light"
              leftSection={<IconDownload size={16} aria-hidden />}
              loading={pull.isPending}
              onClick={get}
              aria-label={from === "" ? `Download ${title} from ${host}` : `Take ${title} from the folder`}
            >
              {from === "" ? "Download" : "Take from the folder"}
            </Button>
          )}
          {(state === "stored" || state === "damaged") && <RemoveNetwork network={network} />}
        </Group>
      </Group>
      {job !== undefined && job.status !== "finished" && state !== "stored" && <JobLine job={job} />}
      {job?.status === "failed" && state !== "stored" && (
        <Text size="sm" mt={4}>
          With the file on this computer: name its folder above, or add it below.
        </Text>
      )}
    </section>
  );
}

function RemoveNetwork({ network }: { readonly network: PretrainedNetwork }): ReactElement {
  const { name, title } = network;
  const [asks, setAsks] = useState(false);
  const remove = useAction("backbones/remove");
  const client = useQueryClient();
  const close = (): void => setAsks(false);
  return (
    <>
      <Button
        size="compact-sm"
        variant="subtle"
        color="gray"
        leftSection={<IconTrash size={16} aria-hidden />}
        onClick={() => setAsks(true)}
        aria-label={`Delete ${title} (${name})`}
      >
        Delete
      </Button>
      <DeleteDialog
        opened={asks}
        name={name}
        busy={remove.isPending}
        onKeep={close}
        onDelete={() =>
          remove.mutate(
            { name },
            {
              onSuccess: () => {
                close();
                void client.invalidateQueries({
                  predicate: ({ queryKey }) => /^(backbones|studies)\//.test(String(queryKey[0])),
                });
              },
              onError: close,
            },
          )
        }
      >
        Its weights are deleted from the store of this computer, for all workspaces. Models that were trained
        on it stay and still work. A published one can be downloaded again; one of your own only be added
        again.
      </DeleteDialog>
    </>
  );
}

function factsOf({ bytes, size, features, parameters, state }: PretrainedNetwork): string {
  const facts = [
    bytes === null ? undefined : `${state === "published" ? "about " : ""}${megabytes(bytes)}`,
    size === null ? undefined : `made for images of ${size} × ${size} pixels`,
    features === null ? undefined : `${features.toLocaleString("en")} features`,
    parameters === null ? undefined : `${(parameters / 1e6).toFixed(1)} million weights`,
  ];
  return facts.filter((fact) => fact !== undefined).join(", ");
}

function megabytes(bytes: number): string {
  return bytes < 1e7 ? `${(bytes / 1e6).toFixed(1)} MB` : `${Math.round(bytes / 1e6)} MB`;
}
