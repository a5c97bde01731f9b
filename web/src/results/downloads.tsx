import { Button, Group } from "@mantine/core";
import { IconDownload, IconFileText, IconTable } from "@tabler/icons-react";
import type { ReactElement } from "react";
import type { RunDetails } from "../../../src/app/protocol/run/run-document.ts";
import { fileUrl } from "../api/client.ts";
import { FigureCard } from "./figure-card.tsx";

/** The files of a run that one wants to have elsewhere. */
export function Downloads({ details }: { readonly details: RunDetails }): ReactElement {
  const { files, summary } = details;
  const run = summary.name;
  return (
    <FigureCard
      title="To take along"
      description={`All of it lies in the folder runs/${run} of the workspace as well.`}
    >
      <Group>
        {files.report && (
          <Button
            component="a"
            href={fileUrl("runs/report", { run })}
            target="_blank"
            rel="noreferrer"
            variant="light"
            leftSection={<IconFileText size={18} aria-hidden />}
          >
            Report (one HTML file)
          </Button>
        )}
        {files.predictions && (
          <Button
            component="a"
            href={fileUrl("runs/predictions-csv", { run })}
            download
            variant="light"
            leftSection={<IconTable size={18} aria-hidden />}
          >
            Predictions (CSV)
          </Button>
        )}
        {files.model !== null && (
          <Button
            component="a"
            href={fileUrl("runs/model", { run })}
            download
            variant="light"
            leftSection={<IconDownload size={18} aria-hidden />}
          >
            Model ({files.model})
          </Button>
        )}
      </Group>
    </FigureCard>
  );
}
