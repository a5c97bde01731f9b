import { Checkbox, Group, NumberInput, Radio, Stack } from "@mantine/core";
import type { ReactElement } from "react";
import type { GivenOptions } from "../../../../src/app/protocol/run/run-api.ts";
import type { TrainingData, TrainingProblem } from "../../../../src/app/protocol/run/training-document.ts";
import { FigureCard } from "../../results/figure-card.tsx";

interface Properties {
  readonly options: GivenOptions;
  readonly problems: readonly TrainingProblem[];
  /** Of the partition that the images have; null where they have none. */
  readonly parts: TrainingData["parts"];
  readonly groups: number | null;
  readonly onChange: (options: GivenOptions) => void;
}

const usualFolds = 5;

/** On which images the models are scored, and what else is to be found out. */
export function HowCard({ options, problems, parts, groups, onChange }: Properties): ReactElement {
  const { folds, labelNoise, learningCurve } = options;
  const set = (key: string, value: number | boolean | undefined): void => {
    const { [key]: _, ...rest } = options;
    onChange(value === undefined ? rest : { ...rest, [key]: value });
  };
  const wrong = problems.find(({ field }) => field === "folds")?.message;
  const cut =
    parts === null
      ? "The images are cut into training, validation and test once."
      : `The partition that your images have is kept: ${parts.test} images in the test.`;
  return (
    <FigureCard title="How they are compared">
      <Radio.Group
        label="Scored on"
        value={folds === undefined ? "cut" : "folds"}
        onChange={(value) => set("folds", value === "folds" ? usualFolds : undefined)}
      >
        <Stack gap="xs" mt="xs">
          <Radio value="cut" label="The test part" description={`${cut} Quickest.`} />
          <Radio
            value="folds"
            label="All images, in turns (cross-validation)"
            description={`Every image is scored once, by models that have not seen it${groups === null ? "" : "; no group is torn apart"}. The intervals are as narrow as your images allow; best with few images. Takes as many trainings as there are turns.`}
          />
        </Stack>
      </Radio.Group>
      {folds !== undefined && (
        <NumberInput
          label="Turns (folds)"
          description="5 and 10 are usual. Every class needs as many groups, or images, as there are turns."
          value={typeof folds === "number" ? folds : ""}
          onChange={(value) => set("folds", value === "" ? usualFolds : Number(value))}
          error={wrong}
          min={3}
          max={100}
          maw={360}
          mt="sm"
          ml={32}
        />
      )}
      <Checkbox.Group
        label="Find out as well"
        mt="md"
        value={[
          ...(labelNoise === true ? ["labelNoise"] : []),
          ...(learningCurve === true ? ["learningCurve"] : []),
        ]}
        onChange={(keys) => {
          const { labelNoise: _, learningCurve: __, ...rest } = options;
          onChange({ ...rest, ...Object.fromEntries(keys.map((key) => [key, true])) });
        }}
      >
        <Group align="start" mt="xs" gap="xl">
          <Checkbox
            value="labelNoise"
            label="Which labels are probably wrong?"
            description={
              folds === undefined
                ? "The best three models look for them, in the test part alone; in turns they look at all images."
                : "The best three models look for them in all images. No label is changed."
            }
            maw={400}
          />
          <Checkbox
            value="learningCurve"
            label="Would more images help?"
            description="Trains the best models again on an eighth, a quarter and a half of the images, and forecasts from that."
            maw={400}
          />
        </Group>
      </Checkbox.Group>
    </FigureCard>
  );
}
