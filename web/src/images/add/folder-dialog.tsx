import { Alert, Button, Group, Modal, Radio, Stack, Text } from "@mantine/core";
import { type ReactElement, useCallback, useState } from "react";
import type { FolderListing } from "../../../../src/app/protocol/workspace-api.ts";
import { useAction } from "../../api/hooks.ts";
import { BusyButton } from "../../jobs/busy-button.tsx";
import { countOf } from "../../results/number-words.ts";
import { FolderBrowser } from "../folder-browser.tsx";

interface FolderDialogProps {
  readonly say: (words: string) => void;
  readonly onClose: () => void;
}

/** Chooses a folder of this computer and takes in its images; nothing is copied or sent anywhere. */
export function FolderDialog({ say, onClose }: FolderDialogProps): ReactElement {
  const [folder, setFolder] = useState<FolderListing>();
  const [labels, setLabels] = useState<"folder-names" | "none">("folder-names");
  const [warnings, setWarnings] = useState<readonly string[]>();
  const add = useAction("images/add-folder", { quiet: true });
  const { reset } = add;
  const lookAt = useCallback(
    (looked: FolderListing | undefined) => {
      setFolder(looked);
      // What was wrong with another folder is not wrong with this one.
      reset();
    },
    [reset],
  );
  const take = (): void => {
    if (!folder) return;
    add.mutate(
      { folder: folder.path, labels },
      {
        onSuccess({ added, known, warnings: told }) {
          say(
            `${countOf(added, "image")} added${known > 0 ? `, ${known.toLocaleString("en")} were there` : ""}`,
          );
          if (told.length === 0) onClose();
          else setWarnings(told);
        },
      },
    );
  };
  if (warnings !== undefined) {
    return (
      <Modal
        opened
        onClose={onClose}
        title="Added, with remarks"
        closeButtonProps={{ "aria-label": "Close" }}
      >
        <Stack>
          {warnings.map((warning) => (
            <Text key={warning} size="sm">
              {warning}
            </Text>
          ))}
          <Button onClick={onClose} data-autofocus>
            To the images
          </Button>
        </Stack>
      </Modal>
    );
  }
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title="Choose a folder of images"
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <Stack gap="sm">
        <FolderBrowser onLook={lookAt} />
        <Radio.Group
          label="Labels"
          value={labels}
          onChange={(value) => setLabels(value === "none" ? "none" : "folder-names")}
        >
          <Stack gap={6} mt={6}>
            <Radio
              value="folder-names"
              label="The names of its subfolders are the classes"
              description="Also folders train, val and test of such folders, or a manifest.csv in it"
            />
            <Radio value="none" label="The images have no labels yet" description="You label them here" />
          </Stack>
        </Radio.Group>
        {add.error && (
          <Alert color="red" p="xs" title={add.error.message}>
            {add.error.hint}
          </Alert>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <BusyButton onClick={take} busy={add.isPending} blocked={!folder}>
            Take the images of this folder
          </BusyButton>
        </Group>
      </Stack>
    </Modal>
  );
}
