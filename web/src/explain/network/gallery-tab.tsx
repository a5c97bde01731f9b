import {
  Accordion,
  Alert,
  Anchor,
  Group,
  List,
  Modal,
  Paper,
  Skeleton,
  Stack,
  Text,
  UnstyledButton,
} from "@mantine/core";
import { IconStack2 } from "@tabler/icons-react";
import { type ReactElement, useId, useRef, useState } from "react";
import type { GalleryFigure } from "../../../../src/app/protocol/explanation-api.ts";
import { fileUrl } from "../../api/client.ts";
import { useAction, useApi } from "../../api/hooks.ts";
import { BusyButton } from "../../jobs/busy-button.tsx";
import { JobLine } from "../parts/job-line.tsx";

/** Figures of what a network has learnt, and a way to have them drawn. */
export function GalleryTab({ run }: { readonly run: string }): ReactElement {
  const gallery = useApi("explain/gallery", { run });
  const [zoomed, setZoomed] = useState<GalleryFigure>();
  const accordion = useId();
  const [unfolded, setUnfolded] = useState<readonly string[]>();
  if (gallery.error !== null) {
    return (
      <Alert color="red" title={gallery.error.message}>
        {gallery.error.hint}
      </Alert>
    );
  }
  if (gallery.data === undefined) return <Skeleton h={400} aria-label="Opening the figures" />;
  const { figures, created } = gallery.data;
  const titles = [...new Set(figures.map(({ title }) => title))];
  const sections = titles.map((title, index) => ({
    id: `figure-${index}`,
    title,
    members: figures.filter((figure) => figure.title === title),
  }));
  const open = unfolded ?? sections.slice(0, 1).map(({ id }) => id);
  const urlOf = ({ file }: GalleryFigure): string =>
    `${fileUrl("explain/gallery-file", { run, file })}&t=${created ?? 0}`;
  return (
    <Stack gap="lg" maw={1100}>
      <GalleryStart run={run} made={created} />
      {sections.length > 1 && (
        <nav aria-label="Figures">
          <List size="sm" withPadding>
            {sections.map(({ id, title }) => (
              <List.Item key={id}>
                <UnstyledButton
                  c="var(--mantine-color-anchor)"
                  fz="sm"
                  onClick={() => {
                    setUnfolded([...new Set([...open, id])]);
                    const heading = document.getElementById(`${accordion}-control-${id}`);
                    heading?.focus();
                    heading?.scrollIntoView({ block: "start" });
                  }}
                >
                  {title}
                </UnstyledButton>
              </List.Item>
            ))}
          </List>
        </nav>
      )}
      <Accordion
        multiple
        id={accordion}
        order={2}
        variant="separated"
        value={[...open]}
        onChange={setUnfolded}
      >
        {sections.map(({ id, title, members }) => (
          <Accordion.Item key={id} value={id}>
            <Accordion.Control>{title}</Accordion.Control>
            <Accordion.Panel>
              {members.map((figure) => (
                <figure key={figure.file} style={{ margin: 0, marginBottom: 16 }}>
                  <UnstyledButton
                    onClick={() => setZoomed(figure)}
                    aria-label={`Enlarge: ${figure.title}`}
                    w="100%"
                  >
                    <img
                      src={urlOf(figure)}
                      alt={figure.title}
                      loading="lazy"
                      style={{
                        width: "100%",
                        maxHeight: 640,
                        objectFit: "contain",
                        background: "white",
                        borderRadius: "var(--mantine-radius-sm)",
                      }}
                    />
                  </UnstyledButton>
                  <Text size="sm" c="dimmed" component="figcaption" mt="xs">
                    {figure.caption}
                  </Text>
                </figure>
              ))}
            </Accordion.Panel>
          </Accordion.Item>
        ))}
      </Accordion>
      <Modal
        opened={zoomed !== undefined}
        onClose={() => setZoomed(undefined)}
        title={zoomed?.title}
        fullScreen
        closeButtonProps={{ "aria-label": "Close" }}
      >
        {zoomed !== undefined && (
          <Stack>
            <img src={urlOf(zoomed)} alt={zoomed.title} style={{ maxWidth: "none", background: "white" }} />
            <Anchor href={urlOf(zoomed)} download={zoomed.file}>
              Save the figure
            </Anchor>
          </Stack>
        )}
      </Modal>
    </Stack>
  );
}

interface StartProperties {
  readonly run: string;
  /** Milliseconds since 1970; null where nothing was made yet. */
  readonly made: number | null;
}

/** The button that has galleries drawn, and how far that is. */
export function GalleryStart({ run, made }: StartProperties): ReactElement {
  const start = useAction("explain/gallery-start");
  const place = useRef<HTMLDivElement>(null);
  const jobs = useApi("jobs/list", {});
  const runs = useApi("runs/list", {});
  const isNetwork = runs.data?.find(({ name }) => name === run)?.isNetwork ?? true;
  const job = jobs.data?.find(({ kind, output }) => kind === "visualize" && output === `runs/${run}`);
  const isActive = job !== undefined && job.ended === null;
  return (
    <Paper
      withBorder
      p="md"
      ref={place}
      tabIndex={-1}
      role="group"
      aria-label="Figures of what it has learnt"
    >
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <div style={{ flex: 1, minWidth: 0 }}>
          <Text>
            {made === null
              ? purposeOf(isNetwork)
              : `Drawn on ${new Date(made).toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "short" })}.`}
          </Text>
          {made === null && (
            <Text size="sm" c="dimmed">
              It takes some minutes and goes on when this page is closed.
            </Text>
          )}
        </div>
        {!isActive && (
          <BusyButton
            variant={made === null ? "filled" : "default"}
            leftSection={<IconStack2 size={18} aria-hidden />}
            onClick={() => {
              // The button goes when the job is there.
              place.current?.focus({ preventScroll: true });
              start.mutate({ run });
            }}
            busy={start.isPending}
          >
            {made === null ? (isNetwork ? "Look into the network" : "Lay out the images") : "Draw again"}
          </BusyButton>
        )}
      </Group>
      {job !== undefined && (isActive || made === null || (job.ended ?? 0) > made) && (
        <Stack mt="sm">
          <JobLine job={job} />
        </Stack>
      )}
    </Paper>
  );
}

function purposeOf(isNetwork: boolean): string {
  return isNetwork
    ? "Looks into the network: what its channels answer to, typical images of each class, the images laid out by likeness."
    : "This model has no network inside. Its images can be laid out by likeness, as the included organelle network sees them.";
}
