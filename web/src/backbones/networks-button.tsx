import { Button, Modal } from "@mantine/core";
import { IconTopologyStar3 } from "@tabler/icons-react";
import { type ReactElement, useState } from "react";
import { NetworkList } from "./network-list.tsx";

/** Opens the list of pretrained networks: what is there, and what can be had. */
export function NetworksButton({ size = "compact-sm" }: { readonly size?: string }): ReactElement {
  const [opened, setOpened] = useState(false);
  return (
    <>
      <Button
        size={size}
        variant="default"
        leftSection={<IconTopologyStar3 size={16} aria-hidden />}
        onClick={() => setOpened(true)}
      >
        Pretrained networks …
      </Button>
      <Modal
        opened={opened}
        onClose={() => setOpened(false)}
        title="Pretrained networks"
        size="xl"
        closeButtonProps={{ "aria-label": "Close" }}
      >
        <NetworkList />
      </Modal>
    </>
  );
}
