import { Button, Group, Slider, Text, Tooltip } from "@mantine/core";
import type { ReactElement } from "react";

interface PageSliderProps {
  /** Pages of the file, two at least. */
  readonly pages: number;
  /** Counted from 0; undefined: all at once. */
  readonly page: number | undefined;
  readonly onChange: (page: number | undefined) => void;
}

/** Goes through the pages of a stack, counted from 1 as people do. */
export function PageSlider({ pages, page, onChange }: PageSliderProps): ReactElement {
  const shown = page === undefined ? 1 : Math.min(pages, page + 1);
  const words =
    page === undefined
      ? `all ${pages.toLocaleString("en")} pages, the brightest of each place`
      : `page ${shown.toLocaleString("en")} of ${pages.toLocaleString("en")}`;
  return (
    <Group gap="sm" wrap="nowrap" role="group" aria-label="Pages">
      <Tooltip label="Back and forth with , and ." openDelay={400}>
        <Slider
          style={{ flex: 1, opacity: page === undefined ? 0.6 : 1 }}
          min={1}
          max={pages}
          step={1}
          label={null}
          size="sm"
          thumbLabel="Page"
          thumbValueText={words}
          value={shown}
          onChange={(next) => onChange(next - 1)}
        />
      </Tooltip>
      <Text size="sm" ta="right" miw={page === undefined ? undefined : 108} style={{ whiteSpace: "nowrap" }}>
        {words}
      </Text>
      <Button
        size="compact-sm"
        variant={page === undefined ? "light" : "default"}
        aria-pressed={page === undefined}
        onClick={() => onChange(page === undefined ? 0 : undefined)}
      >
        All at once
      </Button>
    </Group>
  );
}
