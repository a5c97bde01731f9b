import { Box, Stack, Text, Title } from "@mantine/core";
import { type ReactElement, useRef } from "react";
import { useApi } from "../api/hooks.ts";
import { useChosenRun } from "../explain/parts/run-select.tsx";
import { useAddress } from "../explain/parts/use-address.ts";
import { NewPrediction } from "./new-prediction.tsx";
import { PredictionList } from "./prediction-list.tsx";
import { PredictionTable } from "./prediction-table.tsx";

/** New images: choose them on the left, watch their verdicts on the right. */
export function PredictPage(): ReactElement {
  const [address, change] = useAddress();
  const run = useChosenRun(address.get("run"));
  const list = useApi("predict/list", {});
  const chosen = list.data?.find(({ name }) => name === address.get("table")) ?? list.data?.[0];
  const heading = useRef<HTMLHeadingElement>(null);
  const open = (name: string): void => change({ table: name });
  return (
    <Stack p="lg" gap="md">
      <div>
        <Title order={1} size="h2" ref={heading} tabIndex={-1}>
          Predict
        </Title>
        <Text c="dimmed">Let a trained model classify new images</Text>
      </div>
      <Box
        style={{
          display: "grid",
          gridTemplateColumns: "minmax(230px, 23%) minmax(0, 1fr)",
          gap: "var(--mantine-spacing-lg)",
          alignItems: "start",
        }}
      >
        <Stack gap="md">
          <NewPrediction run={run} onRun={(name) => change({ run: name })} onStarted={open} />
          <PredictionList predictions={list.data ?? []} chosen={chosen?.name} onOpen={open} />
        </Stack>
        {chosen === undefined ? (
          <Text c="dimmed" mt="xl" ta="center">
            {list.data === undefined
              ? ""
              : "The verdicts will stand here, image by image, while the model works."}
          </Text>
        ) : (
          <PredictionTable
            key={chosen.name}
            facts={chosen}
            onDeleted={() => {
              change({ table: null });
              heading.current?.focus({ preventScroll: true }); // the button has gone with the table
            }}
          />
        )}
      </Box>
    </Stack>
  );
}
