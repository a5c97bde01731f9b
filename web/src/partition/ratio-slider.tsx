import { RangeSlider, Text } from "@mantine/core";
import type { ReactElement } from "react";

interface RatioSliderProps {
  /** Percent in train, val and test; 100 in all. */
  readonly ratio: readonly [number, number, number];
  readonly onChange: (ratio: readonly [number, number, number]) => void;
}

/** Two thumbs cut all images into three parts. */
export function RatioSlider({ ratio, onChange }: RatioSliderProps): ReactElement {
  const [train, val, test] = ratio;
  return (
    <div style={{ flex: 1, maxWidth: 520 }}>
      <Text size="sm" fw={500}>
        {train} % to learn from, {val} % to choose by, {test} % for the test
      </Text>
      <RangeSlider
        mt="xs"
        mb="md"
        min={0}
        max={100}
        step={5}
        minRange={0}
        pushOnOverlap={false}
        label={null}
        thumbFromLabel="Train ends"
        thumbToLabel="Validation ends"
        marks={[
          { value: 0, label: "train" },
          { value: 100, label: "test" },
        ]}
        value={[train, train + val]}
        onChange={([from, to]) => {
          if (from >= 5 && from < 100) onChange([from, to - from, 100 - to]);
        }}
      />
    </div>
  );
}
