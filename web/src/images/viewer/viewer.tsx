import { ActionIcon, Button, Group, Modal, Stack, Text, Tooltip } from "@mantine/core";
import { IconChevronLeft, IconChevronRight, IconZoomIn, IconZoomOut } from "@tabler/icons-react";
import { type KeyboardEvent, type ReactElement, useState } from "react";
import type { PictureView } from "../../../../src/app/protocol/image-api.ts";
import { fileUrl } from "../../api/client.ts";
import { useApi } from "../../api/hooks.ts";
import { classColor } from "../../pictures/class-color.ts";
import type { Verdict } from "../choose-images.ts";
import { labelKey } from "../label/label-key.ts";
import type { PageImage } from "../page-image.ts";
import type { OtherImage } from "./copies.tsx";
import { DisplayControls } from "./display-controls.tsx";
import { failureWords } from "./file-words.ts";
import { ImageFacts } from "./image-facts.tsx";
import { PageSlider } from "./page-slider.tsx";
import { PictureStage } from "./picture-stage.tsx";
import { stepPage } from "./step-page.ts";
import { useZoom, type Zoom } from "./use-zoom.ts";
import styles from "./viewer.module.css";

interface ViewerProps {
  readonly image: PageImage;
  readonly position: number;
  readonly total: number;
  readonly labels: readonly string[];
  readonly verdict: Verdict | undefined;
  /** What the picture is drawn with: `settled` a moment after `view`, which the controls show. */
  readonly view: PictureView;
  readonly settled: PictureView;
  readonly onView: (view: PictureView) => void;
  /** An image of the table, and its place among those that are shown. */
  readonly find: (path: string) => OtherImage;
  readonly onMove: (to: number) => void;
  readonly onLabel: (label: string | null) => void;
  readonly onStep: (way: "undo" | "redo") => void;
  readonly say: (words: string) => void;
  readonly onClose: () => void;
}

/** Pixels that an arrow key moves an enlarged picture. */
const stride = 80;
const zoomStep = 1.5;

/** One image, large, with what is known of it; labelled with the same keys as in the grid. */
export function Viewer(props: ViewerProps): ReactElement {
  const { image, position, total, labels, onMove, onLabel } = props;
  const zoom = useZoom();
  const [isDisplayOpen, setDisplayOpen] = useState(false);
  const details = useApi("images/details", { path: image.path });
  const known = details.data?.path === image.path ? details.data : undefined;
  const pages = known?.facts?.pages ?? 1;
  const goToPage = (page: number | undefined): void => props.onView({ ...props.view, page });
  const [missed, setMissed] = useState("");
  const tell = (words: string): void => {
    setMissed(words);
    props.say(words);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const { target, currentTarget } = event;
    // What the controls of the display are about is none of the picture's.
    if (!(target instanceof Element) || !currentTarget.contains(target)) return;
    if (target instanceof HTMLInputElement || target.closest('[role="dialog"] [role="dialog"]')) return;
    // A slider has keys of its own.
    setMissed("");
    if (target.closest('[role="slider"]') && /^(?:Arrow|Page|Home|End)/.test(event.key)) return;
    const command = labelKey(event, labels);
    if (command?.kind === "label") onLabel(command.label);
    else if (command?.kind === "no-class") tell(command.words);
    else if (command !== undefined) props.onStep(command.kind);
    else if (event.ctrlKey || event.metaKey || event.altKey || !handleKey(event.key)) return;
    event.preventDefault();
  };
  const handleKey = (key: string): boolean => {
    if (key === "PageDown") onMove(position + 1);
    else if (key === "PageUp") onMove(position - 1);
    else if (key === "+" || key === "=") zoom.by(zoomStep);
    else if (key === "-") zoom.by(1 / zoomStep);
    else if (key === "f") zoom.fit();
    // As in ImageJ, with and without Shift.
    else if (pages > 1 && ",<.>".includes(key)) {
      goToPage(stepPage(props.view.page, pages, key === "," || key === "<" ? -1 : 1));
    } else if (key === "ArrowRight" || key === "ArrowDown" || key === "ArrowLeft" || key === "ArrowUp") {
      const step = key === "ArrowRight" || key === "ArrowDown" ? 1 : -1;
      const isAcross = key === "ArrowRight" || key === "ArrowLeft";
      if (!zoom.isEnlarged) onMove(position + step);
      else zoom.pan(isAcross ? step * stride : 0, isAcross ? 0 : step * stride);
    } else return false;
    return true;
  };
  return (
    <Modal
      opened
      onClose={props.onClose}
      closeOnEscape={!isDisplayOpen}
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
          <PictureStage
            source={fileUrl("images/picture", { path: image.path, ...props.settled })}
            alt={`${image.name}, ${image.label ?? "no label"}`}
            zoom={zoom}
            failure={failureWords(known, props.settled.page)}
            isLow={pages > 1}
          />
          {pages > 1 && <PageSlider pages={pages} page={props.view.page} onChange={goToPage} />}
          <Group justify="space-between">
            <Group gap={4}>
              <Tooltip label={zoom.isEnlarged ? "Before (Page Up)" : "Before (←)"}>
                <ActionIcon
                  variant="default"
                  aria-label="The image before"
                  aria-disabled={position === 0}
                  data-disabled={position === 0}
                  onClick={() => onMove(position - 1)}
                >
                  <IconChevronLeft size={18} />
                </ActionIcon>
              </Tooltip>
              <Tooltip label={zoom.isEnlarged ? "Next (Page Down)" : "Next (→)"}>
                <ActionIcon
                  variant="default"
                  aria-label="The next image"
                  aria-disabled={position >= total - 1}
                  data-disabled={position >= total - 1}
                  onClick={() => onMove(position + 1)}
                >
                  <IconChevronRight size={18} />
                </ActionIcon>
              </Tooltip>
              <Text size="sm" c="dimmed">
                {(position + 1).toLocaleString("en")} of {total.toLocaleString("en")}
              </Text>
            </Group>
            <DisplayControls view={props.view} onChange={props.onView} onToggle={setDisplayOpen} />
            <ZoomControls zoom={zoom} width={known?.facts?.width} />
          </Group>
        </Stack>
        <Stack gap="sm" style={{ minWidth: 0 }}>
          <fieldset className={styles.classes} aria-label="Label">
            {labels.map((label, index) => (
              <Button
                key={label}
                variant={label === image.label ? "light" : "default"}
                aria-pressed={label === image.label}
                size="compact-md"
                justify="flex-start"
                style={{ flex: "none" }}
                classNames={{ label: styles.word ?? "" }}
                title={label}
                onClick={() => onLabel(label === image.label ? null : label)}
                leftSection={
                  <span className={styles.dot} style={{ background: classColor(index) }} aria-hidden />
                }
                rightSection={
                  index < 9 && (
                    <Text component="kbd" size="xs" c="dimmed" ff="inherit" aria-hidden>
                      {index + 1}
                    </Text>
                  )
                }
              >
                {label}
              </Button>
            ))}
          </fieldset>
          {missed !== "" && (
            <Text size="xs" c="dimmed">
              {missed}
            </Text>
          )}
          {known && (
            <ImageFacts
              image={image}
              details={known}
              verdict={props.verdict}
              find={props.find}
              onGo={(place) => {
                onMove(place);
                // Its copies are others, and the button that was pressed is gone.
                zoom.stage?.focus();
              }}
            />
          )}
        </Stack>
      </div>
    </Modal>
  );
}

/** 100 % is one pixel of the file to one of the page. */
function ZoomControls({
  zoom,
  width,
}: {
  readonly zoom: Zoom;
  readonly width: number | undefined;
}): ReactElement {
  // Large files come smaller than they are.
  const reduction = zoom.picture && width ? zoom.picture.width / width : 1;
  const percent = `${Math.round(100 * zoom.scale * reduction)} %`;
  return (
    <Group gap={4}>
      <Tooltip label="Smaller (-)">
        <ActionIcon
          variant="default"
          aria-label="Smaller"
          aria-disabled={zoom.isFitted}
          data-disabled={zoom.isFitted}
          onClick={() => !zoom.isFitted && zoom.by(1 / zoomStep)}
        >
          <IconZoomOut size={18} />
        </ActionIcon>
      </Tooltip>
      <Tooltip
        label={zoom.isFitted ? "To 100 %: a pixel of the file is one of the screen" : "Fit to the window (F)"}
      >
        <Button
          variant="subtle"
          color="gray"
          size="compact-sm"
          w={124}
          onClick={() => (zoom.isFitted ? zoom.to(1 / reduction) : zoom.fit())}
        >
          {zoom.isFitted ? `Fitted, ${percent}` : percent}
        </Button>
      </Tooltip>
      <Tooltip label="Larger (+, or the wheel)">
        <ActionIcon variant="default" aria-label="Larger" onClick={() => zoom.by(zoomStep)}>
          <IconZoomIn size={18} />
        </ActionIcon>
      </Tooltip>
    </Group>
  );
}
