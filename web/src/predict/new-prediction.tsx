import {
  Alert,
  Button,
  Modal,
  Paper,
  Progress,
  SegmentedControl,
  Stack,
  Switch,
  Text,
  TextInput,
  Title,
} from "@mantine/core";
import { IconFolderOpen, IconUpload, IconWand } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { type DragEvent, type ReactElement, useRef, useState } from "react";
import { ServerRefusal, uploadFile } from "../api/client.ts";
import { useAction, useApi } from "../api/hooks.ts";
import { RunSelect } from "../explain/parts/run-select.tsx";
import { type DroppedFile, droppedFiles, pickedFiles } from "../images/add/dropped-files.ts";
import { FolderBrowser } from "../images/folder-browser.tsx";
import { BusyButton } from "../jobs/busy-button.tsx";
import { countOf, percent } from "../results/number-words.ts";
import { dropNames } from "./drop-names.ts";

interface Properties {
  readonly run: string | null;
  readonly onRun: (run: string) => void;
  readonly onStarted: (name: string) => void;
}

/** Chooses a model and images, and lets the one judge the other. */
export function NewPrediction({ run, onRun, onStarted }: Properties): ReactElement {
  const [source, setSource] = useState("folder");
  const [folder, setFolder] = useState("");
  const [browsing, setBrowsing] = useState(false);
  const [fast, setFast] = useState(false);
  const int8 = useApi("int8/state", { run: run ?? "" }, { enabled: run !== null });
  // The answer for the run before stays until that for this one is there.
  const worth = int8.isPlaceholderData ? null : (int8.data?.worth ?? null);
  const client = useQueryClient();
  const start = useAction("predict/start");
  const begin = (images: readonly string[]): void => {
    if (run === null) return;
    start.mutate(
      { run, images, ...(fast && worth !== null && { precision: "int8" }) },
      {
        onSuccess: async ({ name }) => {
          await client.invalidateQueries({ queryKey: ["predict/list"] });
          onStarted(name);
        },
      },
    );
  };
  return (
    <Paper withBorder p="md">
      <Stack gap="sm">
        <Title order={2} size="h5">
          New images
        </Title>
        <RunSelect run={run} onChange={onRun} width="100%" />
        {worth !== null && (
          <Switch
            label="8 bits (faster)"
            description={`About ${worth.speedup.median.toFixed(1)} times as fast here; ${percent(worth.int8Accuracy)} right instead of ${percent(worth.float32Accuracy)}`}
            checked={fast}
            onChange={(event) => setFast(event.currentTarget.checked)}
          />
        )}
        <SegmentedControl
          fullWidth
          aria-label="Where the images are"
          data={[
            { value: "folder", label: "In a folder" },
            { value: "drop", label: "Drop files" },
          ]}
          value={source}
          onChange={setSource}
        />
        {source === "folder" ? (
          <>
            <TextInput
              label="Folder"
              placeholder="Choose one"
              value={folder}
              onChange={(event) => setFolder(event.currentTarget.value)}
              title={folder}
            />
            <Button
              variant="default"
              leftSection={<IconFolderOpen size={18} aria-hidden />}
              onClick={() => setBrowsing(true)}
            >
              Choose a folder
            </Button>
            <BusyButton
              leftSection={<IconWand size={18} aria-hidden />}
              blocked={run === null || folder.trim() === ""}
              busy={start.isPending}
              onClick={() => begin([folder.trim()])}
            >
              Classify
            </BusyButton>
          </>
        ) : (
          <DropZone disabled={run === null || start.isPending} onKept={(kept) => begin([kept])} />
        )}
      </Stack>
      <Modal
        opened={browsing}
        onClose={() => setBrowsing(false)}
        title="Choose a folder of images"
        size="lg"
        closeButtonProps={{ "aria-label": "Close" }}
      >
        <FolderBrowser
          onChoose={(path) => {
            setFolder(path);
            setBrowsing(false);
          }}
        />
      </Modal>
    </Paper>
  );
}

interface DropProperties {
  readonly disabled: boolean;
  /** Told the folder that the files have come into. */
  readonly onKept: (folder: string) => void;
}

interface Uploading {
  readonly done: number;
  readonly total: number;
}

/** A place to drop image files; they are copied into the workspace, to nowhere else. */
function DropZone({ disabled, onKept }: DropProperties): ReactElement {
  const facts = useApi("workspace/facts", {});
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const [uploading, setUploading] = useState<Uploading>();
  const [refused, setRefused] = useState<readonly string[]>([]);
  const keep = async (files: readonly DroppedFile[]): Promise<void> => {
    const names = dropNames(files.map(({ file: { name }, folder }) => ({ name, folder })));
    if (files.length === 0) {
      setRefused(["There is no image in it: images end in .png, .jpg, .jpeg, .tif or .tiff."]);
      return;
    }
    const batch = `dropped-${new Date().toISOString().slice(0, 19).replaceAll(":", "").replace("T", "-")}`;
    const wrong: string[] = [];
    let folder: string | undefined;
    for (const [done, { file }] of files.entries()) {
      setUploading({ done, total: files.length });
      try {
        ({ folder } = await uploadFile("predict/drop", { batch, name: names[done] ?? file.name }, file));
      } catch (error) {
        if (!(error instanceof ServerRefusal)) throw error;
        wrong.push(error.message);
      }
    }
    setUploading(undefined);
    setRefused(wrong);
    if (folder !== undefined) onKept(folder);
  };
  const isOff = disabled || uploading !== undefined;
  const dropped = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    if (!isOff) void droppedFiles(event.dataTransfer.items).then(keep);
  };
  return (
    <Stack gap="xs">
      <Button
        variant={over ? "light" : "default"}
        h={130}
        fullWidth
        px="xs"
        aria-disabled={isOff || undefined}
        data-disabled={isOff}
        onClick={() => !isOff && input.current?.click()}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={dropped}
        style={{ borderStyle: "dashed" }}
      >
        <Stack align="center" gap={4}>
          <IconUpload size={28} stroke={1.4} aria-hidden />
          <Text size="sm" ta="center" style={{ whiteSpace: "normal" }}>
            Drop images or folders here, or click
          </Text>
        </Stack>
      </Button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        accept=".png,.jpg,.jpeg,.tif,.tiff"
        aria-label="Image files"
        onChange={(event) => {
          const files = pickedFiles([...(event.currentTarget.files ?? [])]);
          event.currentTarget.value = "";
          if (files.length > 0) void keep(files);
        }}
      />
      <Text size="xs" c="dimmed">
        They are copied into the folder {facts.data?.name ?? "of the workspace"} and stay on this computer.
      </Text>
      {uploading !== undefined && (
        <Progress
          value={(100 * uploading.done) / uploading.total}
          aria-label={`Copying ${uploading.done + 1} of ${uploading.total}`}
        />
      )}
      {refused.length > 0 && (
        <Alert color="orange" title={`Left out: ${countOf(refused.length, "file")}`}>
          {refused.slice(0, 5).map((message) => (
            <Text size="xs" key={message}>
              {message}
            </Text>
          ))}
        </Alert>
      )}
    </Stack>
  );
}
