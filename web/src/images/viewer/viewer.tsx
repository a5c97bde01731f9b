import { ActionIcon, Badge, Box, Button, Group, Modal, Stack, Table, Text, Tooltip } from "@mantine/core";
import { IconChevronLeft, IconChevronRight, IconZoomIn, IconZoomOut } from "@tabler/icons-react";
import { type KeyboardEvent, type ReactElement, useState } from "react";
import type { ImageDetails, PictureView } from "../../../../src/app/protocol/image-api.ts";
import { fileUrl } from "../../api/client.ts";
import { useApi } from "../../api/hooks.ts";
import { classColor } from "../../pictures/class-color.ts";
import { labelKey } from "../label/label-key.ts";
import type { PageImage } from "../page-image.ts";
import styles from "./viewer.module.css";

interface ViewerProps {
  readonly image: PageImage;
  readonly position: number;
  readonly total: number;
  readonly labels: readonly string[];
  readonly view: PictureView;
  readonly onMove: (to: number) => void;
  readonly onLabel: (label: string | null) => void;
  readonly onUndo: () => void;
  readonly onRedo: () => void;
  readonly onClose: () => void;
}

const zooms = [1, 1.5, 2, 3, 4, 6, 8];

/** One image, large, with what is known of it; labelled with the same keys as in the grid. */
export function Viewer(props: ViewerProps): ReactElement {
  const { image, position, total, labels, onMove, onLabel } = props;
  const [zoom, setZoom] = useState(0);
  const [broken, setBroken] = useState<string>();
  const details = useApi("images/details", { path: image.path });
  const source = fileUrl("images/picture", { path: image.path, ...props.view });
  const scale = zooms[zoom] ?? 1;
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.target instanceof HTMLInputElement) return;
    const command = labelKey(event, labels);
    if (command?.kind === "label") onLabel(command.label);
    else if (command?.kind === "undo") props.onUndo();
    else if (command?.kind === "redo") props.onRedo();
    else if (event.ctrlKey || event.metaKey || event.altKey) return;
    else if (event.key === "ArrowRight" || event.key === "ArrowDown") onMove(position + 1);
    else if (event.key === "ArrowLeft" || event.key === "ArrowUp") onMove(position - 1);
    else if (event.key === "+" || event.key === "=") setZoom(Math.min(zooms.length - 1, zoom + 1));
    else if (event.key === "-") setZoom(Math.max(0, zoom - 1));
    else return;
    event.preventDefault();
  };
  return (
    <Modal
      opened
      onClose={props.onClose}
      size="min(1180px, 94vw)"
      title={
        <Text fw={600} truncate maw="70vw">
          {image.name}
        </Text>
      }
      closeButtonProps={{ "aria-label": "Close" }}
      onKeyDown={onKeyDown}
    >
      <div className={styles.split}>
        <Stack gap="xs" style={{ minWidth: 0 }}>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a large picture is scrolled with the keys */}
          <section className={styles.stage} tabIndex={0} aria-label="Picture" data-autofocus>
            {broken === source ? (
              <Text p="md" c="inherit">
                This image cannot be read. {details.data?.broken}
              </Text>
            ) : (
              <img
                key={source}
                src={source}
                alt={`${image.name}, ${image.label ?? "no label"}`}
                className={styles.picture}
                style={{ width: `${100 * scale}%`, height: `${100 * scale}%` }}
                onError={() => setBroken(source)}
              />
            )}
          </section>
          <Group justify="space-between">
            <Group gap={4}>
              <Tooltip label="Before (←)">
                <ActionIcon
                  variant="default"
                  aria-label="The image before"
                  disabled={position === 0}
                  onClick={() => onMove(position - 1)}
                >
                  <IconChevronLeft size={18} />
                </ActionIcon>
              </Tooltip>
              <Tooltip label="Next (→)">
                <ActionIcon
                  variant="default"
                  aria-label="The next image"
                  disabled={position >= total - 1}
                  onClick={() => onMove(position + 1)}
                >
                  <IconChevronRight size={18} />
                </ActionIcon>
              </Tooltip>
              <Text size="sm" c="dimmed">
                {(position + 1).toLocaleString("en")} of {total.toLocaleString("en")}
              </Text>
            </Group>
            <Group gap={4}>
              <ActionIcon
                variant="default"
                aria-label="Smaller"
                disabled={zoom === 0}
                onClick={() => setZoom(zoom - 1)}
              >
                <IconZoomOut size={18} />
              </ActionIcon>
              <Text size="sm" w={48} ta="center">
                {Math.round(100 * scale)} %
              </Text>
              <ActionIcon
                variant="default"
                aria-label="Larger"
                disabled={zoom === zooms.length - 1}
                onClick={() => setZoom(zoom + 1)}
              >
                <IconZoomIn size={18} />
              </ActionIcon>
            </Group>
          </Group>
        </Stack>
        <Stack gap="sm" style={{ minWidth: 0 }}>
          <Stack gap={4} role="group" aria-label="Label">
            {labels.slice(0, 9).map((label, index) => (
              <Button
                key={label}
                variant={label === image.label ? "light" : "default"}
                aria-pressed={label === image.label}
                size="compact-md"
                justify="flex-start"
                onClick={() => onLabel(label === image.label ? null : label)}
                leftSection={
                  <span className={styles.dot} style={{ background: classColor(index) }} aria-hidden />
                }
                rightSection={
                  <Text component="kbd" size="xs" c="dimmed" ff="inherit" aria-hidden>
                    {index + 1}
                  </Text>
                }
              >
                {label}
              </Button>
            ))}
          </Stack>
          {details.data && <Facts image={image} details={details.data} />}
        </Stack>
      </div>
    </Modal>
  );
}

function Facts({
  image,
  details,
}: {
  readonly image: PageImage;
  readonly details: ImageDetails;
}): ReactElement {
  const { facts, broken, duplicates, hash, bytes } = details;
  const rows: readonly (readonly [string, string | null])[] = [
    ["Group", image.group],
    ["Part", image.part],
    ["Size", facts && `${facts.width} × ${facts.height} pixels`],
    [
      "Values",
      facts && `${facts.pixelType}, ${facts.channels === 1 ? "grey" : `${facts.channels} channels`}`,
    ],
    ["Pages", facts && facts.pages > 1 ? `${facts.pages} (${facts.axes})` : null],
    ["Pixel", facts?.pixelSize ? `${Number(facts.pixelSize.toPrecision(4))} µm` : null],
    ["File", facts && bytes !== null ? `${facts.format.toUpperCase()}, ${bytesWords(bytes)}` : null],
    ...Object.entries(details.columns),
  ];
  return (
    <>
      {broken !== null && (
        <Badge color="red" variant="light" h="auto" tt="none" style={{ whiteSpace: "normal" }}>
          {broken}
        </Badge>
      )}
      <Table withRowBorders={false} verticalSpacing={2} horizontalSpacing={4}>
        <Table.Tbody>
          {rows.map(([name, value]) =>
            value ? (
              <Table.Tr key={name}>
                <Table.Th fw={400} c="dimmed" w={64}>
                  {name}
                </Table.Th>
                <Table.Td style={{ overflowWrap: "anywhere" }}>{value}</Table.Td>
              </Table.Tr>
            ) : null,
          )}
        </Table.Tbody>
      </Table>
      <Text size="xs" c="dimmed" style={{ overflowWrap: "anywhere" }}>
        {image.path}
      </Text>
      {hash !== null && (
        <Text size="xs" c="dimmed" style={{ overflowWrap: "anywhere" }} title="SHA-256 of the file">
          SHA-256 {hash.slice(0, 16)}…
        </Text>
      )}
      {duplicates.length > 0 && (
        <Box>
          <Text size="sm" fw={600}>
            Shows the same as
          </Text>
          {duplicates.slice(0, 5).map((path) => (
            <Text key={path} size="xs" style={{ overflowWrap: "anywhere" }}>
              {path}
            </Text>
          ))}
        </Box>
      )}
    </>
  );
}

function bytesWords(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  return bytes < 1e6 ? `${Math.round(bytes / 1000)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
