import { Alert, Box, Center, Group, Paper, Select, Skeleton, Stack, Text } from "@mantine/core";
import { IconEye, IconFlask, IconPhoto } from "@tabler/icons-react";
import { type ReactElement, useRef, useState } from "react";
import type { ExplainOptionsOfRun, LayerFacts } from "../../../../src/app/protocol/explanation-api.ts";
import { useApi } from "../../api/hooks.ts";
import { BusyButton } from "../../jobs/busy-button.tsx";
import { Thumbnail } from "../../pictures/thumbnail.tsx";
import { fileName } from "../parts/file-name.ts";
import { JobLine } from "../parts/job-line.tsx";
import { ExplainedView } from "./explained-view.tsx";
import { ImagePicker } from "./image-picker.tsx";
import { MethodSelect } from "./method-select.tsx";
import { useExplanation } from "./use-explanation.ts";

interface Properties {
  readonly run: string;
  readonly image: string | null;
  readonly onImage: (path: string) => void;
}

/** Images on the left, and on the right what the verdict on the chosen one rests on. */
export function OneImageTab({ run, image, onImage }: Properties): ReactElement {
  const options = useApi("explain/options", { run });
  if (options.error !== null) {
    return (
      <Alert color="red" title={options.error.message}>
        {options.error.hint}
      </Alert>
    );
  }
  return (
    <Box
      style={{
        display: "grid",
        gridTemplateColumns: "minmax(220px, 280px) minmax(0, 1fr)",
        gap: "var(--mantine-spacing-lg)",
        alignItems: "start",
      }}
    >
      {options.data === undefined ? (
        <>
          <Skeleton h={480} />
          <Skeleton h={480} aria-label="Opening the model" />
        </>
      ) : (
        <Chosen options={options.data} image={image} onImage={onImage} />
      )}
    </Box>
  );
}

interface ChosenProperties {
  readonly options: ExplainOptionsOfRun;
  readonly image: string | null;
  readonly onImage: (path: string) => void;
}

/** Explanations of more images at once are better left to a night. */
const mostAtOnce = 48;

function Chosen({ options, image: asked, onImage }: ChosenProperties): ReactElement {
  const { run, methods, layers, classes, defaults } = options;
  const [method, setMethod] = useState(defaults.methods[0] ?? methods[0]?.name ?? "");
  const [layer, setLayer] = useState<string | null>(null);
  const [target, setTarget] = useState<string | null>(null);
  const [shown, setShown] = useState<readonly string[]>([]);
  const chosen = methods.find(({ name }) => name === method);
  const image = asked ?? shown[0] ?? null;
  const wish = { run, image, method, layer: chosen?.shows === "regions" ? layer : null, target };
  const { name, job, start, isStarting } = useExplanation(wish, defaults.layer);
  const place = useRef<HTMLDivElement>(null);
  const begin = (methods: readonly string[], images?: readonly string[]): void => {
    // The buttons go when the job is there; what comes in their place comes here.
    place.current?.focus({ preventScroll: true });
    start(methods, images);
  };
  const wanted = [...new Set([...defaults.methods, method])];
  const several = shown.slice(0, mostAtOnce);
  return (
    <>
      <Box style={{ height: "calc(100vh - 250px)", minHeight: 420, position: "sticky", top: 64 }}>
        <ImagePicker run={run} image={image} onImage={onImage} onShown={setShown} />
      </Box>
      <Stack gap="md">
        <Box
          style={{
            display: "grid",
            gridTemplateColumns: "repeat(auto-fit, minmax(180px, 1fr))",
            gap: "var(--mantine-spacing-md)",
          }}
        >
          <MethodSelect methods={methods} method={method} onChange={setMethod} />
          {chosen?.shows === "regions" && layers.length > 0 && (
            <Select
              label="Layer"
              description="Later ones see larger patterns"
              data={layerItems(layers, defaults.layer)}
              value={layer ?? defaults.layer}
              onChange={(value) => setLayer(value === defaults.layer ? null : value)}
              allowDeselect={false}
              comboboxProps={{ width: 360, position: "bottom-start" }}
            />
          )}
          <Select
            label="Evidence for"
            description="The class to look for signs of"
            data={[
              { value: "", label: "the class it was given" },
              ...classes.map((value) => ({ value, label: value })),
            ]}
            value={target ?? ""}
            onChange={(value) => setTarget(value === "" ? null : value)}
            allowDeselect={false}
          />
        </Box>
        {image === null ? (
          <Hint />
        ) : (
          <Box ref={place} tabIndex={-1} role="group" aria-label={`Explanation of ${fileName(image)}`}>
            {name !== undefined && (
              <ExplainedView
                name={name}
                image={image}
                method={method}
                onDeleted={() => place.current?.focus({ preventScroll: true })}
              />
            )}
            {name === undefined && (
              <Paper withBorder p="md">
                <Group align="flex-start" wrap="nowrap" gap="lg">
                  <Thumbnail path={image} size={220} alt={fileName(image)} />
                  <Stack style={{ flex: 1, minWidth: 0 }}>
                    <Text fw={600} truncate>
                      {fileName(image)}
                    </Text>
                    {job !== undefined && <JobLine job={job} />}
                    {(job === undefined || job.ended !== null) && (
                      <>
                        <Text c="dimmed" size="sm">
                          {chosen?.slow
                            ? "This method asks the model hundreds of times: it takes a while."
                            : "A map takes a few seconds."}
                        </Text>
                        <Group>
                          <BusyButton
                            leftSection={<IconEye size={18} aria-hidden />}
                            onClick={() => begin(wanted)}
                            busy={isStarting}
                          >
                            Explain this image
                          </BusyButton>
                          {several.length > 1 && (
                            <BusyButton
                              variant="default"
                              onClick={() => begin(wanted, several)}
                              blocked={isStarting}
                            >
                              {several.length === shown.length
                                ? `All ${several.length} of the list`
                                : `The first ${several.length} of the list`}
                            </BusyButton>
                          )}
                        </Group>
                      </>
                    )}
                  </Stack>
                </Group>
              </Paper>
            )}
          </Box>
        )}
        {chosen?.test.verdict === "untested" && <TestOffer run={run} methods={wanted} title={chosen.title} />}
      </Stack>
    </>
  );
}

function Hint(): ReactElement {
  return (
    <Center h={280}>
      <Stack align="center" gap="xs">
        <IconPhoto size={40} stroke={1.2} color="var(--mantine-color-dimmed)" aria-hidden />
        <Text c="dimmed">Choose an image on the left. Arrow keys move through the list.</Text>
      </Stack>
    </Center>
  );
}

interface TestProperties {
  readonly run: string;
  readonly methods: readonly string[];
  readonly title: string;
}

/** Maps can look convincing and show nothing of the model: offers to test that. */
function TestOffer({ run, methods, title }: TestProperties): ReactElement {
  const { job, start, isStarting } = useExplanation(
    { run, image: "", method: null, layer: null, target: null },
    null,
  );
  return (
    <Alert
      variant="light"
      color="gray"
      icon={<IconFlask aria-hidden />}
      title={`${title} has not been tested on this model`}
    >
      <Stack gap="xs" align="flex-start">
        <Text size="sm">
          A map can look convincing and show nothing of the model. The test hides what the maps mark and looks
          whether the model loses its confidence, on images of the run's own. It takes a few minutes.
        </Text>
        {job !== undefined && (
          <Box w="100%">
            <JobLine job={job} />
          </Box>
        )}
        {(job === undefined || job.ended !== null) && (
          <BusyButton size="xs" variant="default" onClick={() => start(methods, [])} busy={isStarting}>
            Test it now
          </BusyButton>
        )}
      </Stack>
    </Alert>
  );
}

function layerItems(
  layers: readonly LayerFacts[],
  usual: string | null,
): { readonly value: string; readonly label: string }[] {
  return layers.map(({ name, height, width }) => ({
    value: name,
    label: `${name} · ${width} × ${height}${name === usual ? ", usual" : ""}`,
  }));
}
