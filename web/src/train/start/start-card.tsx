import type { ReactElement } from "react";
import type { GivenOptions } from "../../../../src/app/protocol/run/run-api.ts";
import type { TrainingProblem } from "../../../../src/app/protocol/run/training-document.ts";
import { useAction } from "../../api/hooks.ts";
import { StartForm } from "../../jobs/start-form.tsx";

interface Properties {
  readonly name: string;
  readonly options: GivenOptions;
  readonly command: string;
  readonly problems: readonly TrainingProblem[];
  readonly onName: (name: string) => void;
  readonly onStarted: (job: string) => void;
}

/** The name of the run, what is wrong with the options, the same as a command, and the button that starts it. */
export function StartCard({ name, options, command, problems, onName, onStarted }: Properties): ReactElement {
  const start = useAction("train/start");
  return (
    <StartForm
      label="Name of the run"
      description="A folder of this name will hold the model, the scores and the report."
      button="Start training"
      isStarting={start.isPending}
      onStart={() => start.mutate({ name, options }, { onSuccess: ({ job }) => onStarted(job) })}
      {...{ name, command, problems, onName }}
    />
  );
}
