import { Box, Button, Card, FileButton, SimpleGrid, Stack, Text, ThemeIcon, Title } from "@mantine/core";
import { type Icon, IconFolderOpen, IconSparkles, IconUpload } from "@tabler/icons-react";
import type { ReactElement, ReactNode } from "react";
import { useApi } from "../../api/hooks.ts";
import { BusyButton } from "../../jobs/busy-button.tsx";
import { JobCard } from "../../jobs/job-card.tsx";
import { useExampleImages } from "./use-example-images.ts";

interface EmptyWorkspaceProps {
  readonly onChooseFolder: () => void;
  readonly onFiles: (files: readonly File[]) => void;
}

/** What to do first: three ways to get images. */
export function EmptyWorkspace({ onChooseFolder, onFiles }: EmptyWorkspaceProps): ReactElement {
  const examples = useExampleImages();
  const jobs = useApi("jobs/list", {});
  const making = jobs.data?.find(
    ({ kind, status }) => kind === "phantoms" && status !== "finished" && status !== "stopped",
  );
  return (
    <Box maw={1040} mx="auto" p="xl" pt={56}>
      <Title order={1} size="h2">
        Start with some images
      </Title>
      <Text c="dimmed" mt={4} mb="xl" maw="70ch">
        Microscope images (PNG, JPEG or TIFF, also with 16 bits or several pages). They stay on this computer:
        nothing is sent anywhere.
      </Text>
      <SimpleGrid cols={{ base: 1, sm: 3 }}>
        <Way
          icon={IconFolderOpen}
          title="A folder on this computer"
          action={<Button onClick={onChooseFolder}>Choose a folder</Button>}
        >
          The images stay where they are. Subfolders can be the classes, or you label the images here.
        </Way>
        <Way
          icon={IconUpload}
          title="Single files"
          action={
            <FileButton multiple accept="image/png,image/jpeg,image/tiff,.tif,.tiff" onChange={onFiles}>
              {(button) => (
                <Button variant="default" {...button}>
                  Choose files
                </Button>
              )}
            </FileButton>
          }
        >
          Drop files or folders anywhere on this page. They are copied into the workspace.
        </Way>
        <Way
          icon={IconSparkles}
          title="Just try it"
          action={
            <BusyButton
              variant="default"
              busy={examples.isPending}
              blocked={making !== undefined}
              onClick={examples.make}
            >
              Make example images
            </BusyButton>
          }
        >
          240 made-up images of six kinds of organelles, from 12 plants each: enough for the whole way from
          here to a prediction.
        </Way>
      </SimpleGrid>
      {making && (
        <Box mt="lg">
          <JobCard job={making} />
        </Box>
      )}
    </Box>
  );
}

interface WayProps {
  readonly icon: Icon;
  readonly title: string;
  readonly action: ReactNode;
  readonly children: ReactNode;
}

function Way({ icon: Picture, title, action, children }: WayProps): ReactElement {
  return (
    <Card withBorder padding="lg">
      <Stack h="100%" gap="sm" align="flex-start">
        <ThemeIcon variant="light" size={44} radius="md" aria-hidden>
          <Picture size={26} stroke={1.5} />
        </ThemeIcon>
        <Title order={2} size="h4">
          {title}
        </Title>
        <Text size="sm" style={{ flex: 1 }}>
          {children}
        </Text>
        {action}
      </Stack>
    </Card>
  );
}
