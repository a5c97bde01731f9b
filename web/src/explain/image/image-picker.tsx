import { Box, ScrollArea, Select, Stack, Text, TextInput, UnstyledButton } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, type ReactElement, useEffect, useMemo, useRef, useState } from "react";
import { useApi } from "../../api/hooks.ts";
import { Thumbnail } from "../../pictures/thumbnail.tsx";
import { percent } from "../../results/number-words.ts";
import { fileName } from "../parts/file-name.ts";

/** An image that can be explained, with what is known of it. */
export interface Candidate {
  readonly path: string;
  readonly label: string | null;
  /** Null where the run has not scored it. */
  readonly predicted: string | null;
  readonly confidence: number | null;
}

interface Properties {
  readonly run: string;
  readonly image: string | null;
  readonly onImage: (path: string) => void;
  /** Told which images are shown. */
  readonly onShown: (paths: readonly string[]) => void;
}

const rowHeight = 64;

/** The images of a run, as a list with pictures: mistakes first, or those of a class, or all of the workspace. */
export function ImagePicker({ run, image, onImage, onShown }: Properties): ReactElement {
  const candidates = useCandidates(run);
  const [which, setWhich] = useState("scored");
  const [text, setText] = useState("");
  const shown = useMemo(() => {
    const wanted = text.trim().toLowerCase();
    return candidates.all.filter(
      (candidate) =>
        (wanted === "" || candidate.path.toLowerCase().includes(wanted)) && belongs(candidate, which),
    );
  }, [candidates.all, which, text]);
  const paths = useMemo(() => shown.map(({ path }) => path), [shown]);
  const told = useRef<readonly string[]>([]);
  if (told.current !== paths) {
    told.current = paths;
    queueMicrotask(() => onShown(paths));
  }
  const scroll = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: shown.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => rowHeight,
    overscan: 8,
  });
  const chosenAt = paths.indexOf(image ?? "");
  useEffect(() => {
    if (chosenAt >= 0) rows.scrollToIndex(chosenAt, { align: "auto" });
  }, [chosenAt, rows]);
  const move = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
    if (step === undefined || paths.length === 0) return;
    event.preventDefault();
    const next = Math.max(0, Math.min(paths.length - 1, chosenAt + step));
    onImage(paths[next] ?? "");
  };
  return (
    <Stack gap="xs" h="100%">
      <Select
        label="Images"
        data={[
          {
            group: "Scored by this model",
            items: [
              { value: "mistakes", label: `Mistakes (${candidates.mistakes})` },
              { value: "scored", label: `All scored, mistakes first (${candidates.scored})` },
              ...candidates.classes.map((name) => ({ value: `class:${name}`, label: name })),
            ],
          },
          {
            group: "Workspace",
            items: [{ value: "all", label: `All images (${candidates.all.length})` }],
          },
        ]}
        value={which}
        onChange={(value) => setWhich(value ?? "scored")}
        allowDeselect={false}
      />
      <TextInput
        aria-label="Search by name"
        placeholder="Search by name"
        leftSection={<IconSearch size={16} aria-hidden />}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <ScrollArea viewportRef={scroll} style={{ flex: 1, minHeight: 200 }} type="auto">
        <Box
          role="listbox"
          aria-label="Images to explain"
          aria-activedescendant={chosenAt >= 0 ? `explain-option-${chosenAt}` : undefined}
          tabIndex={0}
          onKeyDown={move}
          style={{ height: rows.getTotalSize(), position: "relative" }}
        >
          {rows.getVirtualItems().map(({ index, start }) => {
            const candidate = shown[index];
            if (candidate === undefined) return null;
            return (
              <Option
                key={candidate.path}
                id={`explain-option-${index}`}
                candidate={candidate}
                top={start}
                chosen={index === chosenAt}
                position={index + 1}
                of={shown.length}
                onChoose={() => onImage(candidate.path)}
              />
            );
          })}
        </Box>
        {shown.length === 0 && (
          <Text c="dimmed" size="sm" p="sm">
            {which === "mistakes" ? "This model has made no mistake on the scored images." : "No images."}
          </Text>
        )}
      </ScrollArea>
    </Stack>
  );
}

interface OptionProperties {
  readonly id: string;
  readonly candidate: Candidate;
  readonly top: number;
  readonly chosen: boolean;
  readonly position: number;
  readonly of: number;
  readonly onChoose: () => void;
}

function Option({ id, candidate, top, chosen, position, of, onChoose }: OptionProperties): ReactElement {
  const { path, label, predicted, confidence } = candidate;
  const wrong = label !== null && predicted !== null && label !== predicted;
  return (
    <UnstyledButton
      id={id}
      role="option"
      aria-selected={chosen}
      aria-posinset={position}
      aria-setsize={of}
      tabIndex={-1}
      onClick={onChoose}
      title={path}
      style={{
        position: "absolute",
        top,
        left: 0,
        right: 0,
        height: rowHeight - 4,
        display: "flex",
        gap: 10,
        alignItems: "center",
        padding: 4,
        borderRadius: "var(--mantine-radius-sm)",
        background: chosen ? "var(--mantine-primary-color-light)" : undefined,
      }}
    >
      <Box style={{ flex: "none" }}>
        <Thumbnail path={path} size={52} />
      </Box>
      <div style={{ minWidth: 0, flex: 1 }}>
        <Text size="sm" truncate>
          {fileName(path)}
        </Text>
        {wrong && (
          <Text size="xs" truncate>
            is {label}
          </Text>
        )}
        <Text size="xs" c={wrong ? "bright" : "dimmed"} truncate fw={wrong ? 600 : 400}>
          {wrong ? "taken for " : ""}
          {predicted ?? label ?? "no label"}
          {confidence === null ? "" : ` · ${percent(confidence, 0)}`}
        </Text>
      </div>
    </UnstyledButton>
  );
}

function belongs({ label, predicted }: Candidate, which: string): boolean {
  if (which === "all") return true;
  if (predicted === null) return false;
  if (which === "mistakes") return label !== null && label !== predicted;
  return which === "scored" || which === `class:${label}`;
}

interface Candidates {
  /** Mistakes first, the surest ahead; then by path. */
  readonly all: readonly Candidate[];
  readonly classes: readonly string[];
  readonly mistakes: number;
  readonly scored: number;
}

function useCandidates(run: string): Candidates {
  const scored = useApi("runs/predictions", { run });
  const list = useApi("images/list", {});
  return useMemo(() => {
    const classes = scored.data?.classes ?? [];
    const known = (scored.data?.path ?? []).map((path, at): Candidate => {
      const { label, predicted, confidence } = scored.data ?? {};
      return {
        path,
        label: classes[label?.[at] ?? -1] ?? null,
        predicted: classes[predicted?.[at] ?? -1] ?? null,
        confidence: confidence?.[at] ?? null,
      };
    });
    const isMistake = ({ label, predicted }: Candidate): boolean => label !== null && label !== predicted;
    const wrong = known.filter(isMistake).sort((a, b) => (b.confidence ?? 0) - (a.confidence ?? 0));
    const right = known.filter((candidate) => !isMistake(candidate));
    const seen = new Set(known.map(({ path }) => path));
    const others = (list.data?.names ?? []).flatMap((name, at): Candidate[] => {
      const path = `${list.data?.folders[list.data.folderOf[at] ?? -1] ?? ""}${name}`;
      if (seen.has(path)) return [];
      return [
        {
          path,
          label: list.data?.labels[list.data.labelOf[at] ?? -1] ?? null,
          predicted: null,
          confidence: null,
        },
      ];
    });
    return {
      all: [...wrong, ...right, ...others],
      classes,
      mistakes: wrong.length,
      scored: known.length,
    };
  }, [scored.data, list.data]);
}
