import { Alert, Code, SimpleGrid, Text } from "@mantine/core";
import { IconBolt } from "@tabler/icons-react";
import type { ReactElement } from "react";
import type { Int8Worth } from "../../../../src/app/protocol/int8-api.ts";
import { useAction, useApi } from "../../api/hooks.ts";
import { JobLine } from "../../explain/parts/job-line.tsx";
import { BusyButton } from "../../jobs/busy-button.tsx";
import { FigureCard } from "../figure-card.tsx";
import { countOf, dateWords, partWords, percent } from "../number-words.ts";
import { Fact } from "../score-card.tsx";
import { lossWords, megabytes, speedWords, verdictOf } from "./eight-bits-words.ts";

/** Makes the version of a network that computes in 8 bits, and tells what it gains and costs. */
export function EightBits({ run }: { readonly run: string }): ReactElement | null {
  const state = useApi("int8/state", { run });
  const start = useAction("int8/start");
  const jobs = useApi("jobs/list", {});
  const job = jobs.data?.find(({ kind, output }) => kind === "quantize" && output === `runs/${run}`);
  if (state.error) {
    return (
      <Alert color="red" title={state.error.message}>
        {state.error.hint}
      </Alert>
    );
  }
  if (!state.data?.isPossible) return null;
  const { worth, command } = state.data;
  const isActive = job !== undefined && job.ended === null;
  return (
    <FigureCard
      title="Make it faster"
      description="The same network in small whole numbers (8 bits) instead of fractions. On most computers it is one and a half times as fast and a quarter of the size, and changes about one verdict in a hundred. Worth it for thousands of new images; the usual model stays as it is."
      aside={
        <BusyButton
          size="compact-md"
          variant={worth === null ? "filled" : "default"}
          style={{ flex: "none" }}
          leftSection={<IconBolt size={16} aria-hidden />}
          busy={isActive || start.isPending}
          onClick={() => start.mutate({ run })}
        >
          {worth === null ? "Make a fast version" : "Make it anew"}
        </BusyButton>
      }
    >
      {job && <JobLine job={job} />}
      {worth !== null && !isActive && <Worth worth={worth} />}
      {worth === null && !isActive && (
        <Text size="sm" c="dimmed">
          It takes a minute or two: both versions then classify the same images, one after the other, so that
          you see what it gains and costs before you use it.
        </Text>
      )}
      <details style={{ marginTop: "0.75rem" }}>
        <summary>
          <Text span size="sm">
            The command line that makes it
          </Text>
        </summary>
        <Code block mt="xs" tabIndex={0} style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
          {command}
        </Code>
      </details>
    </FigureCard>
  );
}

function Worth({ worth }: { readonly worth: Int8Worth }): ReactElement {
  const { isGood, words } = verdictOf(worth);
  const scored = `${countOf(worth.images, "image")} of the ${partWords(worth.part)} part`;
  return (
    <>
      <Alert color={isGood ? "leaf" : "yellow"} p="xs" mt="xs">
        {words}
      </Alert>
      <SimpleGrid cols={{ base: 3, lg: 5 }} mt="md" verticalSpacing="sm">
        <Fact
          title="Times as fast"
          text={speedWords(worth)}
          explanation={`Median, least and most of several turns on this computer with ${countOf(worth.threads, "thread")}: ${worth.float32MsPerImage.toFixed(2)} ms for an image before, ${worth.int8MsPerImage.toFixed(2)} ms now. Reading the images takes as long as before.`}
        />
        <Fact
          title="Right, usual and fast"
          text={`${percent(worth.float32Accuracy)} and ${percent(worth.int8Accuracy)}`}
          explanation={`Share of ${scored} that each version has right.`}
        />
        <Fact
          title="Points lost"
          text={lossWords(worth)}
          explanation="Difference of the two shares with its 95 % interval, both on the same images. Less than nothing is a gain."
        />
        <Fact
          title="Verdicts that change"
          text={percent(worth.changed)}
          explanation={`Share of ${scored} that the two versions call differently, rightly or not.`}
        />
        <Fact
          title="Size"
          text={`${megabytes(worth.bytes.int8)} instead of ${megabytes(worth.bytes.float32)}`}
          explanation={`${worth.layers.int8} of ${countOf(worth.layers.all, "layer")} compute in 8 bits; the others would lose too much or gain nothing.`}
        />
      </SimpleGrid>
      <Text size="xs" c="dimmed" mt="sm">
        Made on {dateWords(worth.created)}; it lies beside the usual model as model-int8.onnx.
      </Text>
    </>
  );
}
