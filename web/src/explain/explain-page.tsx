import { Group, Stack, Tabs, Text, Title } from "@mantine/core";
import { IconMap2, IconPhotoSearch, IconStack2 } from "@tabler/icons-react";
import type { ReactElement } from "react";
import { OneImageTab } from "./image/one-image-tab.tsx";
import { StoredExplanations } from "./image/stored-explanations.tsx";
import { MapTab } from "./map/map-tab.tsx";
import { GalleryTab } from "./network/gallery-tab.tsx";
import { RunSelect, useChosenRun } from "./parts/run-select.tsx";
import { useAddress } from "./parts/use-address.ts";

/** What the verdicts of a model rest on: image by image, inside the network, and over all images. */
export function ExplainPage(): ReactElement {
  const [address, change] = useAddress();
  const run = useChosenRun(address.get("run"));
  const tab = address.get("tab") ?? "image";
  return (
    <Stack p="lg" gap="md">
      <Group justify="space-between" align="flex-end" wrap="nowrap">
        <div>
          <Title order={1} size="h2">
            Explain
          </Title>
          <Text c="dimmed">What the verdicts of a model rest on, and whether that can be believed</Text>
        </div>
        <Group align="flex-end" wrap="nowrap">
          <StoredExplanations onOpen={(name, image) => change({ run: name, image, tab: "image" })} />
          <RunSelect
            run={run}
            onChange={(name) => change({ run: name, image: null })}
            width="clamp(250px, 24vw, 320px)"
          />
        </Group>
      </Group>
      {run !== null && (
        <Tabs value={tab} onChange={(value) => change({ tab: value })} keepMounted={false}>
          <Tabs.List mb="md">
            <Tabs.Tab value="image" leftSection={<IconPhotoSearch size={18} aria-hidden />}>
              One image
            </Tabs.Tab>
            <Tabs.Tab value="network" leftSection={<IconStack2 size={18} aria-hidden />}>
              What the network has learnt
            </Tabs.Tab>
            <Tabs.Tab value="map" leftSection={<IconMap2 size={18} aria-hidden />}>
              Map of images
            </Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="image">
            <OneImageTab
              key={run}
              run={run}
              image={address.get("image")}
              onImage={(image) => change({ run, image })}
            />
          </Tabs.Panel>
          <Tabs.Panel value="network">
            <GalleryTab key={run} run={run} />
          </Tabs.Panel>
          <Tabs.Panel value="map">
            <MapTab key={run} run={run} />
          </Tabs.Panel>
        </Tabs>
      )}
    </Stack>
  );
}
