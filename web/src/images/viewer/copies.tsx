import { Anchor, Box, Group, Text } from "@mantine/core";
import type { ReactElement } from "react";
import { Thumbnail } from "../../pictures/thumbnail.tsx";
import type { PageImage } from "../page-image.ts";

/** Another image that shows the same; `image` is undefined once it has left the table. */
export interface OtherImage {
  readonly path: string;
  readonly image: PageImage | undefined;
  /** Among the images that are shown; -1 when it is not. */
  readonly place: number;
}

interface CopiesProps {
  readonly image: PageImage;
  readonly others: readonly OtherImage[];
  readonly onGo: (place: number) => void;
}

/** The copies of an image beside it, each with its label: what contradicts is said in words. */
export function Copies({ image, others, onGo }: CopiesProps): ReactElement {
  return (
    <Box component="section" aria-label="Shows the same as">
      <Text size="sm" fw={600} mb={4}>
        Shows the same as
      </Text>
      {others.map(({ path, image: other, place }) => {
        const label = other?.label ?? null;
        const isTorn = label !== null && image.label !== null && label !== image.label;
        return (
          <Group key={path} gap="xs" wrap="nowrap" align="flex-start" mb={6}>
            <Thumbnail path={path} size={64} />
            <Box miw={0}>
              <Text
                size="sm"
                fw={isTorn ? 600 : 400}
                {...(isTorn ? { c: "var(--mantine-color-error)" } : {})}
              >
                {isTorn && <span aria-hidden>≠ </span>}
                {other === undefined ? "Not in the table" : (label ?? "No label")}
                {isTorn && <span className="spoken">, another label</span>}
              </Text>
              <Text size="xs" c="dimmed" style={{ overflowWrap: "anywhere" }}>
                {path}
              </Text>
              {place >= 0 && (
                <Anchor component="button" type="button" size="xs" onClick={() => onGo(place)}>
                  Go to it
                </Anchor>
              )}
            </Box>
          </Group>
        );
      })}
    </Box>
  );
}
