import {
  ActionIcon,
  Alert,
  Button,
  Group,
  Loader,
  NavLink,
  ScrollArea,
  Stack,
  Text,
  TextInput,
} from "@mantine/core";
import { IconArrowUp, IconFolder } from "@tabler/icons-react";
import { type FormEvent, type ReactElement, useEffect, useRef, useState } from "react";
import type { FolderListing } from "../../../src/app/protocol/workspace-api.ts";
import { useApi } from "../api/hooks.ts";
import { BusyButton } from "../jobs/busy-button.tsx";
import { countOf } from "../results/number-words.ts";
import { startingPlaces } from "./starting-places.ts";

interface FolderBrowserProps {
  /** Gives the folder a button of its own. */
  readonly onChoose?: (path: string) => void;
  /** Told the folder that is looked at; undefined while it is read, or a path is being typed. */
  readonly onLook?: (folder: FolderListing | undefined) => void;
}

/** The folders of this computer, one at a time; a path can be typed as well. */
export function FolderBrowser({ onChoose, onLook }: FolderBrowserProps): ReactElement {
  const list = useRef<HTMLDivElement>(null);
  const [path, setPath] = useState<string>();
  const [typed, setTyped] = useState<string>();
  /** The last folder that could be read: it stays on the screen while another one cannot be. */
  const [folder, setFolder] = useState<FolderListing>();
  const workspace = useApi("workspace/facts", {}).data?.folder;
  const listing = useApi("workspace/browse", path === undefined ? {} : { path });
  const isThere = listing.data !== undefined && !listing.isPlaceholderData && !listing.error;
  if (isThere && listing.data !== folder) {
    setFolder(listing.data);
    if (typed?.trim() === path) setTyped(undefined);
  }
  const isSettled = typed === undefined && isThere;
  useEffect(() => onLook?.(isSettled ? folder : undefined), [onLook, isSettled, folder]);
  const lookAt = (next: string): void => {
    if (next === path) void listing.refetch();
    setPath(next);
  };
  const goTo = (next: string): void => {
    setTyped(undefined);
    lookAt(next);
    // The folder that was pressed leaves the list: the keyboard stays at the list.
    if (!(document.activeElement instanceof HTMLInputElement)) list.current?.focus();
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    // What was typed stays until there is such a folder: it may have one wrong letter.
    if (typed?.trim()) lookAt(typed.trim());
  };
  return (
    <Stack gap="sm">
      <form onSubmit={submit}>
        <Group gap="xs" wrap="nowrap">
          <ActionIcon
            variant="default"
            size="lg"
            aria-label="To the folder above"
            aria-disabled={!folder?.parent}
            data-disabled={!folder?.parent}
            onClick={() => folder?.parent && goTo(folder.parent)}
          >
            <IconArrowUp size={18} />
          </ActionIcon>
          <TextInput
            style={{ flex: 1 }}
            aria-label="Folder"
            value={typed ?? (listing.error ? path : folder?.path) ?? ""}
            onChange={(event) => setTyped(event.currentTarget.value)}
            error={listing.error !== null}
            spellCheck={false}
            rightSection={listing.isFetching ? <Loader size={14} /> : null}
          />
          {typed !== undefined && (
            <Button type="submit" variant="default">
              Go
            </Button>
          )}
        </Group>
      </form>
      {listing.error && (
        <Alert color="red" p="xs" role="alert" title={listing.error.message}>
          <Text size="sm">{listing.error.hint}</Text>
          {folder && (
            <Button mt={6} size="compact-xs" variant="default" onClick={() => goTo(folder.path)}>
              Stay in {folder.path}
            </Button>
          )}
        </Alert>
      )}
      {folder && folder.roots.length > 0 && (
        <Group gap={6} role="group" aria-label="Places to start from">
          {startingPlaces(folder.roots, workspace).map(({ path: root, name }) => (
            <Button
              key={root}
              size="compact-xs"
              variant={root === folder.path ? "light" : "default"}
              title={root}
              maw={220}
              onClick={() => goTo(root)}
            >
              {name}
            </Button>
          ))}
        </Group>
      )}
      <ScrollArea
        h={220}
        viewportRef={list}
        type="auto"
        style={{ border: "1px solid var(--mantine-color-default-border)", borderRadius: 8 }}
        viewportProps={{ tabIndex: 0, role: "region", "aria-label": "Folders in here" }}
      >
        {folder?.folders.map((name) => (
          <NavLink
            key={name}
            component="button"
            label={name}
            leftSection={<IconFolder size={18} stroke={1.5} aria-hidden />}
            onClick={() => goTo(`${folder.path.replace(/[\\/]$/, "")}/${name}`)}
          />
        ))}
        {folder && folder.folders.length === 0 && (
          <Text size="sm" c="dimmed" p="sm">
            No folders in here.
          </Text>
        )}
      </ScrollArea>
      <Group justify="space-between" align="flex-start" wrap="nowrap">
        <Text size="sm" c="dimmed" role="status">
          {folder
            ? `${countOf(folder.images, "image")} and ${countOf(folder.folders.length, "folder")} directly in here; images further down are found as well.`
            : listing.error
              ? ""
              : "Reading the folder"}
        </Text>
        {onChoose && (
          <BusyButton
            blocked={!folder || !isSettled}
            style={{ flex: "none" }}
            onClick={() => folder && onChoose(folder.path)}
          >
            Choose this folder
          </BusyButton>
        )}
      </Group>
    </Stack>
  );
}
