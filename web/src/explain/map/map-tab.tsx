import {
  Alert,
  Box,
  Chip,
  Group,
  Paper,
  SegmentedControl,
  Select,
  Skeleton,
  Stack,
  Text,
} from "@mantine/core";
import { type ReactElement, useMemo, useState } from "react";
import type { EmbeddingMap } from "../../../../src/app/protocol/explanation-api.ts";
import { useApi } from "../../api/hooks.ts";
import { classColor } from "../../pictures/class-color.ts";
import { GalleryStart } from "../network/gallery-tab.tsx";
import { fileName } from "../parts/file-name.ts";
import type { ScatterLook } from "./draw-scatter.ts";
import { ScatterCanvas } from "./scatter-canvas.tsx";
import { nearestTo, normalize } from "./scatter-geometry.ts";
import { SelectionPanel } from "./selection-panel.tsx";
import { useLabels, withLabels } from "./use-labels.ts";

/** The images of a run laid out by likeness, to find odd ones and to relabel them. */
export function MapTab({ run }: { readonly run: string }): ReactElement {
  const map = useApi("explain/embedding", { run });
  if (map.error !== null) {
    return (
      <Alert color="red" title={map.error.message}>
        {map.error.hint}
      </Alert>
    );
  }
  if (map.data === undefined) return <Skeleton h={560} aria-label="Opening the map" />;
  if (map.data === null) {
    return (
      <Stack maw={1100}>
        <Text>The map is drawn together with the other figures.</Text>
        <GalleryStart run={run} made={null} />
      </Stack>
    );
  }
  return <ShownMap run={run} map={map.data} />;
}

type Coloring = "label" | "predicted" | "part" | "mistakes";

const partWords = ["trained on", "validated on", "tested on"] as const;
const parts = ["train", "val", "test"] as const;

function ShownMap({ run, map: drawn }: { readonly run: string; readonly map: EmbeddingMap }): ReactElement {
  const labels = useLabels();
  const map = useMemo(() => withLabels(drawn, labels), [drawn, labels]);
  const [kind, setKind] = useState<"umap" | "pca">("umap");
  const [coloring, setColoring] = useState<Coloring>("label");
  const [hidden, setHidden] = useState<readonly string[]>([]);
  const [selected, setSelected] = useState<ReadonlySet<number>>(new Set());
  const [cursor, setCursor] = useState(-1);
  const points = useMemo(() => normalize(drawn[kind]), [drawn, kind]);
  const look = useMemo(() => lookOf(map, coloring, hidden), [map, coloring, hidden]);
  const groups = namesOf(map, coloring);
  const wordsOf = (point: number): string => {
    const truth = map.classes[map.label[point] ?? -1] ?? "no label";
    const predicted = map.classes[map.predicted[point] ?? -1];
    const said = predicted === undefined || predicted === truth ? "" : `, taken for ${predicted}`;
    const part = partWords[parts.indexOf(map.part[point] ?? "train")];
    return `${fileName(map.paths[point] ?? "")}: ${truth}${said}, ${part}`;
  };
  const selectGroup = (index: number): void => {
    const members = Array.from(look.color.keys()).filter(
      (point) => look.color[point] === index && look.shown[point] === 1,
    );
    setSelected(new Set(members));
    setCursor(members[0] ?? -1);
  };
  return (
    <Box
      style={{
        display: "grid",
        gridTemplateColumns: "minmax(0, 1fr) 320px",
        gap: "var(--mantine-spacing-md)",
        alignItems: "start",
      }}
    >
      <Stack gap="sm">
        <Group gap="md" align="flex-end">
          <div>
            <Text size="sm" fw={500} id="map-layout">
              Layout
            </Text>
            <SegmentedControl
              aria-labelledby="map-layout"
              data={[
                { value: "umap", label: "By likeness (UMAP)" },
                { value: "pca", label: "Main directions (PCA)" },
              ]}
              value={kind}
              onChange={(value) => setKind(value === "pca" ? "pca" : "umap")}
            />
          </div>
          <Select
            label="Colours"
            data={[
              { value: "label", label: "Class" },
              { value: "predicted", label: "What the model says" },
              { value: "mistakes", label: "Right or wrong" },
              { value: "part", label: "Trained, validated or tested on" },
            ]}
            value={coloring}
            onChange={(value) => {
              setColoring((value ?? "label") as Coloring); // one of the values above
              setHidden([]);
            }}
            allowDeselect={false}
            w={240}
          />
        </Group>
        <Group gap={6} role="group" aria-label="What is shown, and in which colour">
          {groups.map((name, index) => (
            <Chip
              key={name}
              size="xs"
              variant="outline"
              checked={!hidden.includes(name)}
              onChange={(checked) =>
                setHidden(checked ? hidden.filter((other) => other !== name) : [...hidden, name])
              }
            >
              <span
                aria-hidden
                style={{
                  display: "inline-block",
                  width: 10,
                  height: 10,
                  borderRadius: 5,
                  marginRight: 6,
                  background: look.colors[index],
                }}
              />
              {name}
            </Chip>
          ))}
        </Group>
        <Paper withBorder>
          <ScatterCanvas
            points={points}
            look={look}
            selected={selected}
            onSelect={setSelected}
            cursor={cursor}
            onCursor={setCursor}
            pathOf={(point) => map.paths[point] ?? ""}
            wordsOf={wordsOf}
            label={`Map of ${map.paths.length} images; those that look alike to the network lie together`}
          />
        </Paper>
        <Text size="xs" c="dimmed">
          Drag around points to select them, with Shift to add; the wheel enlarges, the right button moves.
          With the keyboard: arrow keys, Enter to select, n for the nearest 20.{" "}
          {kind === "umap" ? "Distances between far groups mean little." : ""}
        </Text>
      </Stack>
      <SelectionPanel
        run={run}
        map={map}
        selected={selected}
        onSelect={setSelected}
        cursor={cursor}
        onCursor={setCursor}
        labels={labels}
        groups={groups}
        onGroup={selectGroup}
        onNearest={() => cursor >= 0 && setSelected(new Set(nearestTo(points, look.shown, cursor, 20)))}
      />
    </Box>
  );
}

function namesOf({ classes }: EmbeddingMap, coloring: Coloring): readonly string[] {
  if (coloring === "part") return partWords;
  return coloring === "mistakes" ? ["right", "wrong"] : classes;
}

function lookOf(map: EmbeddingMap, coloring: Coloring, hidden: readonly string[]): ScatterLook {
  const names = namesOf(map, coloring);
  const groupOf = (point: number): number => {
    if (coloring === "part") return parts.indexOf(map.part[point] ?? "train");
    const [label, predicted] = [map.label[point] ?? -1, map.predicted[point] ?? -1];
    if (coloring === "mistakes") return predicted === -1 || predicted === label ? 0 : 1;
    const group = coloring === "predicted" ? predicted : label;
    return group < 0 ? names.length : group;
  };
  const color = Uint8Array.from(map.paths, (_, point) => groupOf(point));
  const colors =
    coloring === "mistakes"
      ? ["#8a8a8a", classColor(3)]
      : [...names.map((_, index) => classColor(index)), classColor(-1)];
  return {
    color,
    colors,
    shown: color.map((index) => (hidden.includes(names[index] ?? "") ? 0 : 1)),
    raised: coloring === "mistakes" ? 1 : undefined,
  };
}
