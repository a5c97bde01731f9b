import { Button, SimpleGrid, Stack, Text } from "@mantine/core";
import { type ReactElement, useMemo, useState } from "react";
import type { RunPredictions } from "../../../../src/app/protocol/run/run-document.ts";
import { FigureCard } from "../figure-card.tsx";
import { ImageVerdict } from "./image-verdict.tsx";

const step = 10;

/** The mistakes of which the model is surest: wrong labels are often among them. */
export function SurestMistakes({
  run,
  predictions,
}: {
  readonly run: string;
  readonly predictions: RunPredictions;
}): ReactElement {
  const [shown, setShown] = useState(step);
  const rows = useMemo(() => findMistakes(predictions), [predictions]);
  return (
    <FigureCard
      title="The surest mistakes"
      description="Where the model is sure and does not agree with the label. Look at them closely: the label may be the mistake."
    >
      {rows.length === 0 ? (
        <Text size="sm">None: every image of the scored part is right.</Text>
      ) : (
        <SimpleGrid cols={{ base: 3, lg: 5 }} spacing="md">
          {rows.slice(0, shown).map((row) => (
            <ImageVerdict key={predictions.path[row]} run={run} predictions={predictions} row={row} />
          ))}
        </SimpleGrid>
      )}
      {rows.length > shown && (
        <Stack align="center" mt="md">
          <Button variant="default" onClick={() => setShown(shown + 2 * step)}>
            Show more ({(rows.length - shown).toLocaleString("en")} left)
          </Button>
        </Stack>
      )}
    </FigureCard>
  );
}

function findMistakes({ label, predicted, confidence }: RunPredictions): readonly number[] {
  return label
    .flatMap((truth, row) => (truth >= 0 && truth !== predicted[row] ? [row] : []))
    .sort((a, b) => (confidence[b] ?? 0) - (confidence[a] ?? 0));
}
