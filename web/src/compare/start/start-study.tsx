import type { ReactElement } from "react";
import type { TrainingProblem } from "../../../../src/app/protocol/run/training-document.ts";
import type { StudyRequest } from "../../../../src/app/protocol/study-api.ts";
import { useAction } from "../../api/hooks.ts";
import { StartForm } from "../../jobs/start-form.tsx";

interface Properties {
  readonly request: StudyRequest;
  readonly command: string;
  readonly problems: readonly TrainingProblem[];
  readonly onName: (name: string) => void;
  readonly onStarted: (job: string) => void;
}

/** The name of the comparison, what is wrong, the same as a command, and the button that starts it. */
export function StartStudy({ request, command, problems, onName, onStarted }: Properties): ReactElement {
  const start = useAction("studies/start");
  return (
    <StartForm
      label="Name of the comparison"
      description="A folder of this name will hold the models, the tables and the report."
      button="Start comparing"
      name={request.name}
      isStarting={start.isPending}
      onStart={() => start.mutate(request, { onSuccess: ({ job }) => onStarted(job) })}
      {...{ command, problems, onName }}
    />
  );
}
