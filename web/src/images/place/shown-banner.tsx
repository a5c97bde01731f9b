import { Button, Group, Text } from "@mantine/core";
import type { ReactElement } from "react";
import { countOf } from "../../results/number-words.ts";
import type { ShownImages } from "./shown-images.ts";

interface ShownBannerProps {
  /** Undefined: this tab does not know them. */
  readonly images: ShownImages | undefined;
  /** How many of them are still in the table. */
  readonly found: number;
  readonly onShowAll: () => void;
}

/** Says that the grid shows only what another page has chosen. */
export function ShownBanner({ images, found, onShowAll }: ShownBannerProps): ReactElement {
  const missing = images === undefined ? 0 : images.paths.length - found;
  const words =
    images === undefined
      ? "These images were chosen in another tab, which alone knows which they are."
      : `${countOf(found, "image")} ${images.title}${
          missing > 0 ? `; ${missing.toLocaleString("en")} more not in the table any longer` : ""
        }`;
  return (
    <Group
      px="sm"
      py={6}
      gap="sm"
      wrap="nowrap"
      justify="space-between"
      bg="var(--mantine-primary-color-light)"
      role="region"
      aria-label="Chosen images"
    >
      <Text size="sm" truncate title={words} role="status">
        {words}
      </Text>
      <Button size="compact-sm" variant="default" style={{ flex: "none" }} onClick={onShowAll}>
        Show all images
      </Button>
    </Group>
  );
}
