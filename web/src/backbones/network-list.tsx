import { Alert, Skeleton, Stack, Text, TextInput, Title } from "@mantine/core";
import { type ReactElement, useState } from "react";
import type { PretrainedNetwork } from "../../../src/app/protocol/backbone-api.ts";
import { useApi } from "../api/hooks.ts";
import { AddNetwork } from "./add-network.tsx";
import { NetworkRow } from "./network-row.tsx";

/** The store of pretrained networks: those that are there, those that can be had, and a way to add one's own. */
export function NetworkList(): ReactElement {
  const known = useApi("backbones/list", {});
  const [from, setFrom] = useState("");
  if (known.error) {
    return (
      <Alert color="red" title={known.error.message}>
        {known.error.hint}
      </Alert>
    );
  }
  if (known.data === undefined) return <Skeleton h={240} aria-label="Looking for networks" />;
  const { networks, files, folder } = known.data;
  const isThere = ({ state }: PretrainedNetwork): boolean => state === "included" || state === "stored";
  const others = networks.filter((network) => !isThere(network));
  const hosts = [...new Set(networks.flatMap(({ host }) => host ?? []))];
  return (
    <Stack gap="md">
      <Text size="sm">
        A pretrained network has learnt from other images; what it sees serves yours. Those that are there can
        be chosen for training and for comparisons, in all workspaces.
      </Text>
      <section aria-label="On this computer">
        <Title order={3} size="h5" mb={4}>
          On this computer
        </Title>
        {networks.filter(isThere).map((network) => (
          <NetworkRow key={network.name} network={network} from="" />
        ))}
      </section>
      {others.length > 0 && (
        <section aria-label="Can be had">
          <Title order={3} size="h5" mb={4}>
            Can be had
          </Title>
          <Text size="sm" c="dimmed" mb="xs">
            A download asks {hosts.join(", ")}: the one other computer that this page ever asks, and only when
            you press the button. Your images are not sent anywhere.
          </Text>
          <TextInput
            label="Folder that has the files, instead of a download"
            description="For a computer without internet: below the workspace or a folder that you have chosen in Images."
            placeholder="none: download"
            value={from}
            onChange={(event) => setFrom(event.currentTarget.value)}
            size="xs"
            mb="xs"
          />
          {others.map((network) => (
            <NetworkRow key={network.name} network={network} from={from.trim()} />
          ))}
        </section>
      )}
      <AddNetwork files={files} />
      <Text size="xs" c="dimmed" style={{ overflowWrap: "anywhere" }}>
        They lie in {folder}, one store for all workspaces.
      </Text>
    </Stack>
  );
}
