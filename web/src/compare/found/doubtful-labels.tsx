import { Badge, Box, Button, Card, Group, SimpleGrid, Text, Tooltip } from "@mantine/core";
import { IconCheck, IconPhotoSearch } from "@tabler/icons-react";
import { type ReactElement, useState } from "react";
import type { DoubtfulImage, StudyFindings } from "../../../../src/app/protocol/study-api.ts";
import { showImages } from "../../images/place/shown-images.ts";
import { Thumbnail } from "../../pictures/thumbnail.tsx";
import { FigureCard } from "../../results/figure-card.tsx";
import { RelabelMenu } from "../../results/mistakes/relabel-menu.tsx";
import { countOf, percent, percentWithInterval } from "../../results/number-words.ts";

interface Properties {
  readonly study: string;
  readonly doubtful: NonNullable<StudyFindings["doubtful"]>;
}

const step = 12;

/** Images whose label the best models doubt, to be looked at and perhaps relabelled. */
export function DoubtfulLabels({ study, doubtful }: Properties): ReactElement {
  const { images, classes, share, models, notes } = doubtful;
  const [shown, setShown] = useState(step);
  return (
    <FigureCard
      title="Labels that are probably wrong"
      description={
        images.length === 0
          ? "None was found."
          : `${countOf(images.length, "label")} that ${models.join(", ")} doubt${models.length === 1 ? "s" : ""}, the gravest first. Doubtful is not wrong: look at the image before you change its label. Of all labels ${percentWithInterval(share)} are estimated to be wrong.`
      }
      aside={
        images.length > 0 && (
          <Button
            size="compact-md"
            variant="light"
            leftSection={<IconPhotoSearch size={18} aria-hidden />}
            onClick={() =>
              showImages({
                paths: images.map(({ path }) => path),
                title: `with a doubtful label in ${study}`,
              })
            }
          >
            Show in Images
          </Button>
        )
      }
    >
      <SimpleGrid cols={{ base: 4, lg: 6 }} spacing="md">
        {images.slice(0, shown).map((image) => (
          <Doubtful key={image.path} image={image} asked={models.length} classes={classes} />
        ))}
      </SimpleGrid>
      {images.length > shown && (
        <Group justify="center" mt="md">
          <Button variant="default" onClick={() => setShown(shown + 2 * step)}>
            Show more ({(images.length - shown).toLocaleString("en")} left)
          </Button>
        </Group>
      )}
      {notes.map((note) => (
        <Text key={note} size="sm" c="dimmed" mt="xs">
          {note}
        </Text>
      ))}
    </FigureCard>
  );
}

function Doubtful({
  image,
  asked,
  classes,
}: {
  readonly image: DoubtfulImage;
  readonly asked: number;
  readonly classes: readonly string[];
}): ReactElement {
  const { path, label, suggested, confidence, agreeing, labelNow } = image;
  const name = path.split("/").at(-1) ?? path;
  return (
    <Card withBorder padding="xs" component="article" aria-label={name} style={{ overflow: "visible" }}>
      <Card.Section>
        <Box style={{ display: "grid", placeItems: "center" }} bg="var(--mantine-color-default-hover)">
          <Thumbnail path={path} size={144} alt={name} />
        </Box>
      </Card.Section>
      <Tooltip label={path} openDelay={400}>
        <Text size="xs" c="dimmed" truncate mt={6}>
          {name}
        </Text>
      </Tooltip>
      <Text size="sm">
        labelled <b>{label}</b>
      </Text>
      <Text size="sm">
        rather <b>{suggested}</b>, {percent(confidence, 0)} sure
      </Text>
      {asked > 1 && (
        <Text size="xs" c="dimmed">
          {agreeing} of {asked} models say so
        </Text>
      )}
      {labelNow !== null && labelNow !== label && (
        <Badge variant="light" mt={4} tt="none" leftSection={<IconCheck size={12} aria-hidden />}>
          {labelNow === "" ? "label taken away" : `now ${labelNow}`}
        </Badge>
      )}
      {labelNow !== null && (
        <Box mt="auto" pt={6}>
          <RelabelMenu path={path} name={name} now={labelNow} classes={classes} suggestion={suggested} />
        </Box>
      )}
    </Card>
  );
}
