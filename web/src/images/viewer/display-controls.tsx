import {
  Button,
  Group,
  NumberInput,
  Popover,
  RangeSlider,
  SegmentedControl,
  Select,
  Slider,
  Stack,
  Text,
} from "@mantine/core";
import { IconAdjustments } from "@tabler/icons-react";
import type { ReactElement } from "react";
import type { PictureTint, PictureView } from "../../../../src/app/protocol/image-api.ts";
import { BusyButton } from "../../jobs/busy-button.tsx";

interface DisplayControlsProps {
  readonly view: PictureView;
  readonly onChange: (view: PictureView) => void;
  /** Told when it is opened and closed. */
  readonly onToggle?: (isOpen: boolean) => void;
}

/** How pictures are shown on this page; the files and what a model sees stay as they are. */
export function DisplayControls({ view, onChange, onToggle }: DisplayControlsProps): ReactElement {
  const contrast = view.contrast ?? "percentile";
  const [lowest, highest] = contrast === "percentile" ? ([0.5, 99.8] as const) : ([0, 1] as const);
  const factor = contrast === "percentile" ? 1 : 100;
  const black = rounded(factor * (view.low ?? lowest));
  const white = rounded(factor * (view.high ?? highest));
  const isChanged = Object.values(view).some((value) => value !== undefined);
  return (
    <Popover
      position="bottom-end"
      width={320}
      shadow="md"
      trapFocus
      returnFocus
      {...(onToggle && { onChange: onToggle })}
    >
      <Popover.Target>
        <Button
          variant={isChanged ? "light" : "default"}
          size="xs"
          style={{ flex: "none" }}
          leftSection={<IconAdjustments size={16} aria-hidden />}
        >
          Display
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Display">
        <Stack gap="sm">
          <div>
            <Text size="sm" fw={600}>
              Contrast
            </Text>
            <SegmentedControl
              fullWidth
              size="xs"
              aria-label="Contrast"
              value={contrast}
              onChange={(kind) => {
                const { low: _, high: __, ...rest } = view;
                onChange({ ...rest, contrast: kind === "range" ? "range" : undefined });
              }}
              data={[
                { value: "percentile", label: "Each image its own" },
                { value: "range", label: "Same for all" },
              ]}
            />
            <RangeSlider
              mt="sm"
              mb={6}
              min={0}
              max={100}
              step={0.1}
              minRange={leastRange}
              label={null}
              thumbFromLabel="Black"
              thumbToLabel="White"
              thumbValueText={(value) => `${rounded(value)} percent`}
              value={[black, white]}
              onChange={([low, high]) => onChange({ ...view, low: low / factor, high: high / factor })}
            />
            <Group grow>
              <NumberInput
                {...percentField}
                label="Black (%)"
                max={white - leastRange}
                value={black}
                onChange={(value) =>
                  typeof value === "number" &&
                  value <= white - leastRange &&
                  onChange({ ...view, low: value / factor, high: white / factor })
                }
              />
              <NumberInput
                {...percentField}
                label="White (%)"
                max={100}
                value={white}
                onChange={(value) =>
                  typeof value === "number" &&
                  value >= black + leastRange &&
                  onChange({ ...view, low: black / factor, high: value / factor })
                }
              />
            </Group>
            <Text size="xs" c="dimmed" mt={4}>
              {contrast === "percentile"
                ? "Black and white stand at these shares of each image's own pixels, so dim images are seen as well."
                : "Black and white stand at these shares of what the file can hold, so brightness can be compared."}
            </Text>
          </div>
          <div>
            <Group justify="space-between">
              <Text size="sm" fw={600}>
                Brightness of dim parts
              </Text>
              <Text size="sm" title="Gamma">
                {(view.gamma ?? 1).toFixed(2)}
              </Text>
            </Group>
            <Slider
              min={0.3}
              max={3}
              step={0.05}
              label={null}
              thumbLabel="Brightness of dim parts (gamma)"
              marks={[{ value: 1 }]}
              value={view.gamma ?? 1}
              onChange={(gamma) => onChange({ ...view, gamma: gamma === 1 ? undefined : gamma })}
            />
          </div>
          <Group grow align="flex-start">
            <Select
              size="xs"
              label="Channel"
              allowDeselect={false}
              comboboxProps={{ withinPortal: false }}
              data={[
                { value: "all", label: "All" },
                { value: "0", label: "1 (red)" },
                { value: "1", label: "2 (green)" },
                { value: "2", label: "3 (blue)" },
              ]}
              value={view.channel === undefined ? "all" : String(view.channel)}
              onChange={(value) =>
                onChange({ ...view, channel: value === null || value === "all" ? undefined : Number(value) })
              }
            />
            <NumberInput
              size="xs"
              label="Page"
              placeholder="Brightest of all"
              min={1}
              allowDecimal={false}
              value={view.page === undefined ? "" : view.page + 1}
              onChange={(value) =>
                onChange({ ...view, page: typeof value === "number" && value >= 1 ? value - 1 : undefined })
              }
            />
          </Group>
          <Select
            size="xs"
            label="Colour of grey images"
            allowDeselect={false}
            comboboxProps={{ withinPortal: false }}
            data={["grey", "green", "magenta", "cyan", "yellow"] satisfies PictureTint[]}
            value={view.tint ?? "grey"}
            onChange={(value) => {
              const tint = tints.find((one) => one === value);
              onChange({ ...view, tint: tint === "grey" ? undefined : tint });
            }}
          />
          <BusyButton variant="default" size="xs" blocked={!isChanged} onClick={() => onChange({})}>
            As at first
          </BusyButton>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

/** Percent between black and white. */
const leastRange = 0.1;

const percentField = {
  size: "xs",
  min: 0,
  step: 0.1,
  decimalScale: 1,
  clampBehavior: "blur",
} as const;

/** Shares of 1 become percent with many digits. */
function rounded(percent: number): number {
  return Math.round(10 * percent) / 10;
}

const tints: readonly PictureTint[] = ["grey", "green", "magenta", "cyan", "yellow"];
