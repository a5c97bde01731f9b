import { Button, Checkbox, Group, SimpleGrid, TagsInput, Text, Title } from "@mantine/core";
import type { ReactElement } from "react";
import type { StudyModelOffer, StudyOptions } from "../../../../src/app/protocol/study-api.ts";
import { NetworksButton } from "../../backbones/networks-button.tsx";
import { FigureCard } from "../../results/figure-card.tsx";
import { countOf } from "../../results/number-words.ts";

interface Properties {
  readonly offer: StudyOptions;
  readonly models: readonly string[];
  readonly onChange: (models: readonly string[]) => void;
}

const kinds: readonly { readonly kind: StudyModelOffer["kind"]; readonly title: string }[] = [
  { kind: "network", title: "Networks that learn from your images alone" },
  { kind: "measurements", title: "Measured shape and texture" },
  { kind: "pretrained", title: "Networks that have learnt from other images before" },
  { kind: "pixels", title: "Bare pixels, for comparison with the paper" },
];

/** Which models take part: a box for each, ways to tick several at once, and a field for all other names. */
export function ModelChoice({ offer, models, onChange }: Properties): ReactElement {
  const known = new Set(offer.models.map(({ name }) => name));
  const others = models.filter((name) => !known.has(name));
  const tick = (name: string, isTicked: boolean): void =>
    onChange(isTicked ? [...models, name] : models.filter((other) => other !== name));
  return (
    <FigureCard
      title="Models"
      description="Tick two or more. All of them get the same images to learn from, and the same ones to be scored on."
      aside={
        <Text size="sm" c="dimmed" style={{ whiteSpace: "nowrap" }} aria-live="polite">
          {countOf(models.length, "model")}
        </Text>
      }
    >
      <Group gap="xs" mb="md" role="group" aria-label="Tick several at once">
        {offer.choices.map(({ id, title, models: own }) => (
          <Button key={id} size="compact-sm" variant="default" onClick={() => onChange(own)}>
            {title}
          </Button>
        ))}
        <span style={{ flex: 1 }} />
        <NetworksButton />
      </Group>
      {kinds.map(({ kind, title }) => (
        <section key={kind} aria-label={title}>
          <Title order={3} size="h5" mt="sm" mb={6}>
            {title}
          </Title>
          <SimpleGrid cols={{ base: 2, lg: 3 }} spacing="lg" verticalSpacing="sm">
            {offer.models
              .filter((model) => model.kind === kind && model.missing === null)
              .map((model) => (
                <ModelBox
                  key={model.name}
                  model={model}
                  isTicked={models.includes(model.name)}
                  onTick={(isTicked) => tick(model.name, isTicked)}
                />
              ))}
          </SimpleGrid>
        </section>
      ))}
      <MissingModels
        models={offer.models.filter(({ missing }) => missing !== null)}
        ticked={models}
        onTick={tick}
      />
      <TagsInput
        label="Other models, by name"
        description="As in “mor study --models”: paper (its twelve), organelle+finetune-4, vgg16+dense … Enter takes the name."
        placeholder={others.length === 0 ? "none" : ""}
        value={[...others]}
        onChange={(names) => onChange([...models.filter((name) => known.has(name)), ...names])}
        maw={640}
        mt="md"
      />
    </FigureCard>
  );
}

function ModelBox({
  model,
  isTicked,
  onTick,
}: {
  readonly model: StudyModelOffer;
  readonly isTicked: boolean;
  readonly onTick: (isTicked: boolean) => void;
}): ReactElement {
  const { title, description, time, missing } = model;
  return (
    <Checkbox
      label={title}
      description={
        missing === null
          ? `${description} ${time}.`
          : `Its weights (${missing.megabytes} MB) are not on this computer yet.`
      }
      checked={isTicked}
      disabled={missing !== null && !isTicked}
      onChange={(event) => onTick(event.currentTarget.checked)}
    />
  );
}

/** What could be had: folded away, for it is many lines of which none can be ticked yet. */
function MissingModels({
  models,
  ticked,
  onTick,
}: {
  readonly models: readonly StudyModelOffer[];
  readonly ticked: readonly string[];
  readonly onTick: (name: string, isTicked: boolean) => void;
}): ReactElement | null {
  if (models.length === 0) return null;
  return (
    <details>
      <summary>
        <Text span size="sm">
          {countOf(models.length, "more network")} could be had: their weights are not on this computer yet
        </Text>
      </summary>
      <SimpleGrid cols={{ base: 2, lg: 3 }} spacing="lg" verticalSpacing="sm" mt="sm">
        {models.map((model) => (
          <ModelBox
            key={model.name}
            model={model}
            isTicked={ticked.includes(model.name)}
            onTick={(isTicked) => onTick(model.name, isTicked)}
          />
        ))}
      </SimpleGrid>
    </details>
  );
}
