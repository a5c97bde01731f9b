import { Alert, Anchor, Box, Group, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import type { ReactElement } from "react";
import { Link } from "wouter";
import type { PartitionPreview } from "../../../src/app/protocol/partition-api.ts";
import { fileName } from "../explain/parts/file-name.ts";
import { everything } from "../images/choose-images.ts";
import { allImages, writePlace } from "../images/place/image-place.ts";
import { showImages } from "../images/place/shown-images.ts";
import { Thumbnail } from "../pictures/thumbnail.tsx";

/** What is learnt from and tested at once, in red, with what that means. */
export function Leaks({ data }: { readonly data: PartitionPreview }): ReactElement | null {
  const { groups, duplicates } = data.leaks;
  if (groups.length === 0 && duplicates.length === 0) return null;
  return (
    <Alert
      color="red"
      icon={<IconAlertTriangle aria-hidden />}
      title="A leak: the score would be better than the truth"
    >
      <Text size="sm">
        What is known from learning comes back in the test, so the model can answer by recognising the plant
        or the image instead of the class.
      </Text>
      {groups.length > 0 && (
        <Text size="sm" mt="xs">
          <b>
            {groups.length === 1 ? "1 group stands" : `${groups.length.toLocaleString("en")} groups stand`}
          </b>{" "}
          in several parts: {groups.slice(0, 8).join(", ")}
          {groups.length > 8 ? " and others" : ""}. Make another partition: it keeps groups together.{" "}
          <Anchor component={Link} href={`/images?${writeGroups(groups)}`} inherit underline="always">
            Show these images
          </Anchor>
        </Text>
      )}
      {duplicates.length > 0 && (
        <Text size="sm" mt="xs">
          <b>
            {duplicates.length === 1
              ? "1 pair of images shows"
              : `${duplicates.length.toLocaleString("en")} pairs of images show`}
          </b>{" "}
          the same in different parts. Put both into one group, or take one out.{" "}
          <Anchor
            component="button"
            type="button"
            inherit
            underline="always"
            onClick={() =>
              showImages({
                paths: duplicates.flatMap(({ paths }) => paths),
                title: "that show the same in different parts",
              })
            }
          >
            Show these images
          </Anchor>
        </Text>
      )}
      <Group mt="xs" gap="lg" align="flex-start">
        {duplicates.slice(0, fewPairs).map(({ paths }) => (
          <Box key={paths.join("\n")} component="figure" m={0} maw={168} title={paths.join("\n")}>
            <Group gap={8} wrap="nowrap">
              {paths.map((path) => (
                <Thumbnail key={path} path={path} size={80} />
              ))}
            </Group>
            <Text component="figcaption" size="xs" mt={4}>
              {paths.map((path) => (
                <Text key={path} component="span" display="block" size="xs" truncate>
                  {fileName(path)}
                </Text>
              ))}
            </Text>
          </Box>
        ))}
      </Group>
    </Alert>
  );
}

/** So many pairs are shown at once. */
const fewPairs = 4;

/** An address has room for so many. */
function writeGroups(groups: readonly string[]): string {
  return writePlace({
    ...allImages,
    choice: { ...everything, groups: new Set(groups.slice(0, 50)), sort: "group" },
  });
}
