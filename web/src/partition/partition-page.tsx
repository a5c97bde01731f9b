import {
  Alert,
  Box,
  Button,
  Group,
  NumberInput,
  Paper,
  SegmentedControl,
  Stack,
  Text,
  Title,
} from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { type ReactElement, useRef, useState } from "react";
import { Link } from "wouter";
import type { PartitionChoice, PartitionPreview } from "../../../src/app/protocol/partition-api.ts";
import { useAction, useApi } from "../api/hooks.ts";
import { UndoButtons } from "../images/history/undo-buttons.tsx";
import { useStepKeys, useSteps } from "../images/history/use-steps.ts";
import { BusyButton } from "../jobs/busy-button.tsx";
import { Leaks } from "./leaks.tsx";
import { NoLeak } from "./no-leak.tsx";
import { PartBars } from "./part-bars.tsx";
import { RatioSlider } from "./ratio-slider.tsx";

/** What is learnt from, and what is kept for the test, as a picture. */
export function PartitionPage(): ReactElement {
  const [ratio, setRatio] = useState<readonly [number, number, number]>([80, 10, 10]);
  const [seed, setSeed] = useState(0);
  const [isAnew, setAnew] = useState(false);
  const [said, setSaid] = useState("");
  const now = useApi("partition/preview", { ratio: [8, 1, 1], seed: 0, assigned: "keep" });
  const isKept = now.data?.isKept === true;
  const draft: PartitionChoice = { ratio, seed, assigned: isKept && !isAnew ? "keep" : "ignore" };
  const [settled] = useDebouncedValue(draft, 150);
  const preview = useApi("partition/preview", settled);
  const keep = useAction("partition/keep");
  const clear = useAction("partition/clear");
  const steps = useSteps();
  const move = (way: "undo" | "redo"): void => void steps.move(way).then(({ words }) => setSaid(words));
  useStepKeys(move);
  /** Has the focus when the button that was pressed is gone. */
  const card = useRef<HTMLDivElement>(null);
  const data = preview.data;
  const problem = preview.error ?? now.error;
  if (problem) {
    return (
      <Alert color="red" m="md" title={problem.message}>
        {problem.hint}
      </Alert>
    );
  }
  const isDraft = !isKept || isAnew;
  return (
    <Box p="lg" maw={1180} mx="auto">
      <Title order={1} size="h2">
        Partition
      </Title>
      <Text c="dimmed" mb="md" maw="78ch">
        A model is judged by images that it has never seen. Therefore the labelled images are parted: it
        learns from <b>train</b>, settings are chosen on <b>val</b>, and <b>test</b> is looked at once, at the
        end. Images of one group always stay together.
      </Text>
      <p className="spoken" aria-live="polite">
        {said}
      </p>
      {data?.images === 0 ? (
        <Alert color="yellow" title="There are no labelled images yet">
          <Button component={Link} href="/images" size="compact-md">
            To the images
          </Button>
        </Alert>
      ) : (
        <Stack gap="lg">
          <Paper withBorder p="md" ref={card} tabIndex={-1} role="group" aria-label="The partition">
            {isKept && (
              <SegmentedControl
                mb="md"
                aria-label="Which partition"
                value={isAnew ? "anew" : "kept"}
                onChange={(value) => setAnew(value === "anew")}
                data={[
                  { value: "kept", label: "The one that is kept" },
                  { value: "anew", label: "Make another one" },
                ]}
              />
            )}
            {isDraft && (
              <Group align="flex-start" gap="xl" wrap="nowrap">
                <RatioSlider ratio={ratio} onChange={setRatio} />
                <NumberInput
                  label="Seed"
                  description="Another number, another chance cut"
                  w={190}
                  min={0}
                  max={4_294_967_295}
                  allowDecimal={false}
                  value={seed}
                  onChange={(value) => typeof value === "number" && setSeed(value)}
                />
              </Group>
            )}
            <Group mt={isDraft ? "md" : 0}>
              {isDraft && (
                <BusyButton
                  busy={keep.isPending}
                  blocked={!data || data.error !== null || preview.isPlaceholderData}
                  onClick={() =>
                    keep.mutate(settled, {
                      onSuccess() {
                        setAnew(false);
                        setSaid("The partition is kept");
                        card.current?.focus();
                      },
                    })
                  }
                >
                  Keep this partition
                </BusyButton>
              )}
              {isKept && !isAnew && (
                <BusyButton
                  variant="default"
                  busy={clear.isPending}
                  onClick={() =>
                    clear.mutate(
                      {},
                      {
                        onSuccess() {
                          setSaid("The images are in no part");
                          card.current?.focus();
                        },
                      },
                    )
                  }
                >
                  Forget the partition
                </BusyButton>
              )}
              <Text size="sm" c="dimmed">
                {isDraft
                  ? "Nothing is written before you keep it. Without one, training cuts 8 : 1 : 1 itself."
                  : "It stands in manifest.csv; training, evaluation and the command line use it."}
              </Text>
              <Group gap={4} wrap="nowrap" ml="auto" maw={320}>
                <UndoButtons steps={steps} onMove={move} />
              </Group>
            </Group>
          </Paper>
          {data?.error && (
            <Alert color="red" title={data.error.message}>
              {data.error.hint}
            </Alert>
          )}
          {data && <Picture data={data} />}
        </Stack>
      )}
    </Box>
  );
}

function Picture({ data }: { readonly data: PartitionPreview }): ReactElement {
  const warnings = data.warnings.filter((warning) => !saidAsLeaks.some((start) => warning.startsWith(start)));
  return (
    <>
      <Leaks data={data} />
      {!data.error && <NoLeak data={data} />}
      {warnings.length > 0 && (
        <Alert color="yellow" title="Worth knowing" p="sm">
          {warnings.map((warning) => (
            <Text key={warning} size="sm">
              {warning}
            </Text>
          ))}
          {data.groupCount === 0 && (
            <Button component={Link} href="/images" size="compact-sm" mt="xs" variant="light">
              Say which images belong together
            </Button>
          )}
        </Alert>
      )}
      <PartBars
        title="By class"
        total={countsOf(data)}
        rows={data.classes.map(({ label, counts }) => ({ name: label, counts }))}
      />
      {data.groupCount > 0 && (
        <PartBars
          title={`By group${data.groupCount > data.groups.length ? ` (the ${data.groups.length} largest of ${data.groupCount.toLocaleString("en")})` : ""}`}
          rows={data.groups}
          leaks={new Set(data.leaks.groups)}
          isTall
        />
      )}
      {data.unlabelled > 0 && (
        <Text size="sm" c="dimmed">
          {data.unlabelled.toLocaleString("en")} images have no label and stand in no part.
        </Text>
      )}
    </>
  );
}

/** Warnings that the box of leaks says with pictures. */
const saidAsLeaks = [
  "Groups stand in several parts",
  "Equal or nearly equal images stand in different parts",
];

function countsOf({ parts }: PartitionPreview): readonly [number, number, number] {
  const [train, val, test] = parts.map(({ images }) => images);
  return [train ?? 0, val ?? 0, test ?? 0];
}
