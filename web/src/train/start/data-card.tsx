import { Alert, Anchor, Group, List, Progress, SimpleGrid, Stack, Text } from "@mantine/core";
import { IconInfoCircle } from "@tabler/icons-react";
import type { ReactElement } from "react";
import { Link } from "wouter";
import type { TrainingData } from "../../../../src/app/protocol/run/training-document.ts";
import { FigureCard } from "../../results/figure-card.tsx";
import { countOf } from "../../results/number-words.ts";
import { DataFindings } from "./data-findings.tsx";

/** What there is to learn from, and what its user should know before. */
export function DataCard({ data }: { readonly data: TrainingData }): ReactElement {
  const most = Math.max(1, ...data.classes.map(({ images }) => images));
  const rest = data.images - data.labelled;
  return (
    <FigureCard
      title="What there is to learn from"
      description={`${countOf(data.labelled, "labelled image")} of ${data.classes.length} classes${
        data.groups === null ? "" : `, from ${countOf(data.groups, "group")}`
      }.${rest > 0 ? ` ${countOf(rest, "image")} without a label are left out.` : ""}`}
    >
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="xl">
        <Stack gap={6} component="ul" p={0} m={0} style={{ listStyle: "none" }}>
          {data.classes.map(({ label, images, groups }) => (
            <Group key={label} component="li" gap="xs" wrap="nowrap">
              <Text size="sm" w={130} truncate title={label}>
                {label}
              </Text>
              <Progress value={(100 * images) / most} flex={1} aria-label={`Images of ${label}`} size="md" />
              <Text size="sm" miw={150} ta="right" c="dimmed" style={{ whiteSpace: "nowrap" }}>
                {countOf(images, "image")}
                {groups === null ? "" : `, ${countOf(groups, "group")}`}
              </Text>
            </Group>
          ))}
        </Stack>
        <Stack gap="xs">
          <Text size="sm">
            {data.parts === null ? (
              <>
                No partition yet: training keeps a tenth of the images aside for validation and a tenth for
                the test, {data.groups === null ? "at random" : "never tearing a group apart"}. To fix it once
                for all models, go to the <PageLink href="/partition">partition</PageLink>.
              </>
            ) : (
              <>
                The <PageLink href="/partition">partition</PageLink> is kept:{" "}
                {data.parts.train.toLocaleString("en")} to learn from, {data.parts.val.toLocaleString("en")}{" "}
                to watch progress on, {data.parts.test.toLocaleString("en")} for the score at the end.
              </>
            )}
          </Text>
          <DataFindings isParted={data.parts !== null} />
          {data.warnings.length > 0 && (
            <Alert
              color="yellow"
              variant="default"
              icon={<IconInfoCircle aria-hidden />}
              title="Worth knowing before"
              p="sm"
            >
              <List size="sm" spacing={4}>
                {data.warnings.map((warning) => (
                  <List.Item key={warning}>{warning}</List.Item>
                ))}
              </List>
            </Alert>
          )}
        </Stack>
      </SimpleGrid>
    </FigureCard>
  );
}

function PageLink({ href, children }: { readonly href: string; readonly children: string }): ReactElement {
  return (
    <Anchor component={Link} href={href} size="sm" underline="always">
      {children}
    </Anchor>
  );
}
