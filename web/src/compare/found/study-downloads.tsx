import { Button, Group } from "@mantine/core";
import { IconFileText, IconTable } from "@tabler/icons-react";
import type { ReactElement } from "react";
import type { StudyFileName } from "../../../../src/app/protocol/study-api.ts";
import { fileUrl } from "../../api/client.ts";
import { FigureCard } from "../../results/figure-card.tsx";

const titles: Readonly<Record<Exclude<StudyFileName, "report.html">, string>> = {
  "comparison.csv": "Every pair of models (CSV)",
  "doubtful-labels.csv": "Doubtful labels (CSV)",
  "learning-curve.csv": "Learning curve (CSV)",
  "partition.csv": "Which image was in which part (CSV)",
};

/** The files of a comparison that one wants to have elsewhere. */
export function StudyDownloads({
  study,
  files,
}: {
  readonly study: string;
  readonly files: readonly StudyFileName[];
}): ReactElement {
  return (
    <FigureCard
      title="To take along"
      description={`All of it lies in the folder studies/${study} of the workspace as well, with every model.`}
    >
      <Group>
        {files.map((file) =>
          file === "report.html" ? (
            <Button
              key={file}
              component="a"
              href={fileUrl("studies/file", { study, file })}
              target="_blank"
              rel="noreferrer"
              variant="light"
              leftSection={<IconFileText size={18} aria-hidden />}
            >
              Report (one HTML file)
            </Button>
          ) : (
            <Button
              key={file}
              component="a"
              href={fileUrl("studies/file", { study, file })}
              download
              variant="light"
              leftSection={<IconTable size={18} aria-hidden />}
            >
              {titles[file]}
            </Button>
          ),
        )}
      </Group>
    </FigureCard>
  );
}
